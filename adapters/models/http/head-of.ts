import type { IncomingMessage } from "node:http";
import type { AnswerHead } from "@bunch/core/ports/spool";
import { retryAfterMs } from "./retry-after.ts";

/** What of an answer comes before its body. */
export function headOf({ statusCode, headers }: IncomingMessage): AnswerHead {
  return { status: statusCode ?? 0, retryAfterMs: retryAfterMs(headers, Date.now()) };
}
