import type { ErrorCode } from "@bunch/contracts/error-codes";

export type ProblemDetails = { field?: string; prompt?: number; allowed?: string[] };

/** Something wrong that a caller can act on; the message says what to do. A bug is thrown raw, never as a Problem. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly details: ProblemDetails | undefined;
  constructor(code: ErrorCode, message: string, details?: ProblemDetails) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.details = details;
  }
}
