import type { SpooledAnswer } from "@bunch/core/ports/spool";

const lineFeed = 0x0a;

/** The first line of a spool file; the body follows it as it came. */
export function spoolHead(head: { status: number }): Uint8Array {
  return Buffer.from(`${JSON.stringify({ status: head.status })}\n`);
}

/** Takes a spool file apart; null while its first line is not complete. */
export function readSpoolFile(bytes: Buffer, whole: boolean): SpooledAnswer | null {
  const end = bytes.indexOf(lineFeed);
  if (end < 0) return null;
  const status = statusIn(bytes.toString("utf8", 0, end));
  return status === null ? null : { status, body: bytes.subarray(end + 1), whole };
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
