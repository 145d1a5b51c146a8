/** Whether the bytes would also open as a ZIP or a PDF: a file with two faces passes one check and bites elsewhere. */
export function hasSecondFace(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return opensAsPdf(buffer) || opensAsZip(buffer);
}

/** Readers of PDF look for its head within the first kilobyte. */
function opensAsPdf(bytes: Buffer): boolean {
  return bytes.subarray(0, 1024).includes("%PDF-");
}

const zipEnd = Buffer.from("PK\x05\x06", "latin1");
const zipEntry = Buffer.from("PK\x01\x02", "latin1");
const zipEndLength = 22;
const longestComment = 0xffff;

/** Readers of ZIP look for its end from the end of the file, and from there for its table. */
function opensAsZip(bytes: Buffer): boolean {
  const last = bytes.length - zipEndLength;
  if (last < 0) return false;
  const tail = bytes.subarray(Math.max(0, last - longestComment));
  // Four bytes alone may stand in any picture by chance; a table that they point to does not.
  for (let at = tail.indexOf(zipEnd); at >= 0; at = tail.indexOf(zipEnd, at + 1)) {
    const end = bytes.length - tail.length + at;
    if (end > last) return false;
    const table = end - bytes.readUInt32LE(end + 12);
    if (table >= 0 && bytes.subarray(table, table + 4).equals(zipEntry)) return true;
  }
  return false;
}
