import type { AnswerHead } from "@bunch/core/ports/spool";

const lineFeed = 0x0a;

/** The first line of a spool file; the body follows it as it came. */
export function spoolHead({ status, retryAfterMs }: AnswerHead): Uint8Array {
  return Buffer.from(`${JSON.stringify({ status, retryAfterMs })}\n`);
}

/** More than any head of ours has. */
export const longestHeadBytes = 256;

/** Reads the first line of a spool file, and where the body behind it begins; null while the line is not complete. */
export function readSpoolHead(bytes: Buffer): { head: AnswerHead; bytes: number } | null {
  const end = bytes.indexOf(lineFeed);
  if (end < 0) return null;
  const head = headIn(bytes.toString("utf8", 0, end));
  return head && { head, bytes: end + 1 };
}

function headIn(line: string): AnswerHead | null {
  try {
    const head: unknown = JSON.parse(line);
    if (typeof head !== "object" || head === null || !("status" in head)) return null;
    const { status } = head;
    const waitMs = "retryAfterMs" in head ? head.retryAfterMs : undefined;
    if (typeof status !== "number") return null;
    return { status, ...(typeof waitMs === "number" && { retryAfterMs: waitMs }) };
  } catch {
    return null;
  }
}
