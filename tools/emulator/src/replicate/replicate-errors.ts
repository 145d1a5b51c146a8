import { jsonError, retryAfter, vendorErrors } from "../jobs/vendor-errors.ts";
import type { RefusedField, VendorError } from "../jobs/vendor-errors.ts";

const titled = (status: number, title: string, detail: string): VendorError =>
  jsonError(status, () => ({ title, detail, status }));

const kinds = {
  missing: { type: "required", words: "is required" },
  value: { type: "invalid_value", words: "Invalid value" },
  picture: { type: "invalid_type", words: "Does not match format 'uri'" },
} as const;

/** A wrong field of the input, named. */
export function wrongReplicateField({ field, problem }: RefusedField): VendorError {
  const { type, words } = kinds[problem];
  const isMissing = problem === "missing";
  const description = isMissing ? `${field} ${words}` : words;
  const place = isMissing ? "input" : `input.${field}`;
  return jsonError(422, () => ({
    title: "Input validation failed",
    detail: `- ${place}: ${description}\n`,
    status: 422,
    invalid_fields: [{ type, field: place, description }],
  }));
}

const tooFast = (tells: boolean): VendorError =>
  jsonError(
    429,
    ({ delaySeconds }) => {
      const seconds = Math.ceil(delaySeconds);
      return {
        detail: `Request was throttled.${tells ? ` Your rate limit resets in ~${seconds}s.` : ""}`,
        status: 429,
        ...(tells && { retry_after: seconds }),
      };
    },
    ...(tells ? [retryAfter] : []),
  );

/** Nothing is there, or nothing that this account may see. */
export const replicateNotFound = titled(
  404,
  "Not found",
  "The requested resource could not be found.",
);

/** What Replicate says where Google would say what the scenario is named after. */
export const replicateErrors = vendorErrors({
  noKey: titled(401, "Unauthenticated", "You did not pass an authentication token"),
  wrongKey: titled(401, "Unauthenticated", "Invalid or expired API token."),
  locked: titled(403, "Forbidden", "Your account has been disabled."),
  forbidden: titled(403, "Forbidden", "You do not have permission to perform this action."),
  noCredit: titled(
    402,
    "Insufficient credit",
    "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase " +
      "credit. Once you purchase credit, please wait a few minutes before trying again.",
  ),
  noModel: replicateNotFound,
  tooFast: tooFast(true),
  tooFastBlind: tooFast(false),
  crashed: titled(500, "Internal server error", "Something went wrong. Please try again."),
  busy: titled(503, "Service unavailable", "The service is temporarily unavailable."),
  wrongField: wrongReplicateField,
});
