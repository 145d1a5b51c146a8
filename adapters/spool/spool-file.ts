const lineFeed = 0x0a;

/** The first line of a spool file; the body follows it as it came. */
export function spoolHead(head: { status: number }): Uint8Array {
  return Buffer.from(`${JSON.stringify({ status: head.status })}\n`);
}

/** More than any head of ours has. */
export const longestHeadBytes = 256;

/** Reads the first line of a spool file, and where the body behind it begins; null while the line is not complete. */
export function readSpoolHead(bytes: Buffer): { status: number; bytes: number } | null {
  const end = bytes.indexOf(lineFeed);
  if (end < 0) return null;
  const status = statusIn(bytes.toString("utf8", 0, end));
  return status === null ? null : { status, bytes: end + 1 };
}

function statusIn(line: string): number | null {
  try {
    const head: unknown = JSON.parse(line);
    if (typeof head !== "object" || head === null || !("status" in head)) return null;
    return typeof head.status === "number" ? head.status : null;
  } catch {
    return null;
  }
}
