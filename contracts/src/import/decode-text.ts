/** The largest file of prompts that is read, in bytes. */
export const maxImportBytes = 64 * 1024 ** 2;

/**
 * The text of a file: UTF-8, UTF-16 where its byte order mark says so, as a spreadsheet's "Unicode text", and otherwise
 * Windows-1252, in which French Excel saves its CSV.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
