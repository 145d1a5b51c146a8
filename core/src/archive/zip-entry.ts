/** One file of an archive, stored as it is: all that its headers tell of it. */
export type ZipEntry = {
  /** With slashes if anything, never a backslash; at most 65 535 bytes of UTF-8. */
  name: string;
  bytes: number;
  crc32: number;
  modifiedMs: number;
};
