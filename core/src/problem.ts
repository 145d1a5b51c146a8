import type { ErrorCode } from "@bunch/contracts/error-codes";
import type { LimitName } from "@bunch/contracts/limit";

export type ProblemDetails = {
  field?: string;
  prompt?: number;
  allowed?: string[];
  limit?: LimitName;
};

/** Something wrong that a caller can act on; the message says what to do. A bug is thrown raw, never as a Problem. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly details: ProblemDetails | undefined;
  /** After how long asking again may help, where that is known. */
  readonly retryAfterSeconds: number | undefined;
  constructor(
    code: ErrorCode,
    message: string,
    details?: ProblemDetails,
    retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
