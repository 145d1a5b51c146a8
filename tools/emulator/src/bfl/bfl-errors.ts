import { jsonError, retryAfter, vendorErrors } from "../jobs/vendor-errors.ts";
import type { RefusedField, VendorError } from "../jobs/vendor-errors.ts";

const plain = (httpStatus: number, detail: string): VendorError =>
  jsonError(httpStatus, () => ({ detail }));

const kinds = {
  missing: { msg: "Field required", type: "missing" },
  value: { msg: "Input should be a valid value", type: "value_error" },
  picture: { msg: "Value error, Invalid image", type: "value_error" },
} as const;

/** A wrong field, named. */
export function wrongBflField({ field, problem }: RefusedField): VendorError {
  return jsonError(422, () => ({ detail: [{ loc: ["body", field], ...kinds[problem] }] }));
}

/** What Black Forest Labs says where Google would say what the scenario is named after. */
export const bflErrors = vendorErrors({
  noKey: plain(403, "Not authenticated"),
  wrongKey: plain(403, "Not authenticated"),
  locked: plain(403, "Forbidden"),
  forbidden: plain(403, "Forbidden"),
  noCredit: plain(402, "Insufficient credits"),
  noModel: plain(404, "Not Found"),
  tooFast: jsonError(
    429,
    ({ delaySeconds }) => ({
      error: "rate_limit_exceeded",
      message: "Too many concurrent requests",
      retry_after: Math.ceil(delaySeconds),
    }),
    retryAfter,
  ),
  tooFastBlind: plain(429, "Too many active tasks"),
  crashed: plain(500, "Internal Server Error"),
  busy: plain(503, "Service Unavailable"),
  wrongField: wrongBflField,
});
