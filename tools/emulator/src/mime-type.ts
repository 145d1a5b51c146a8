/** Tells by its first bytes what kind of picture this is; null where it is none that the servers read. */
export function mimeTypeOf(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 12).toString("latin1");
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  return /^RIFF[^]{4}WEBP/u.test(start) ? "image/webp" : null;
}
