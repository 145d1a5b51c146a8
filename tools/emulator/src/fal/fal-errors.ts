import { jsonError, retryAfter, vendorErrors } from "../jobs/vendor-errors.ts";
import type { RefusedField, VendorError } from "../jobs/vendor-errors.ts";

const plain = (httpStatus: number, detail: string): VendorError =>
  jsonError(httpStatus, () => ({ detail }));

/** An error of the infrastructure's: a sentence, and its kind in the body and in a header. */
export function requestError(httpStatus: number, detail: string, kind: string): VendorError {
  return jsonError(
    httpStatus,
    () => ({ detail, error_type: kind }),
    () => ({ "x-fal-error-type": kind }),
  );
}

/** An error of a model's: a list of what is wrong where. */
export function modelError(
  httpStatus: number,
  wrong: { loc: readonly string[]; msg: string; type: string; more?: Record<string, unknown> },
): VendorError {
  const { loc, msg, type, more = {} } = wrong;
  const url = `https://docs.fal.ai/errors#${type}`;
  return jsonError(
    httpStatus,
    () => ({ detail: [{ loc, msg, type, url, ...more }] }),
    () => ({ "x-fal-retryable": "false" }),
  );
}

const kinds = {
  missing: { msg: "Field required", type: "missing" },
  value: { msg: "Input should be a valid value", type: "value_error" },
  picture: {
    msg: "Failed to download the file. Please check if the URL is accessible and try again.",
    type: "file_download_error",
  },
} as const;

/** A wrong field, as the model that found it says so. */
export function wrongFalField({ field, problem }: RefusedField): VendorError {
  return modelError(422, { loc: ["body", field], ...kinds[problem] });
}

const locked = (reason: string): VendorError => plain(403, `User is locked. Reason: ${reason}`);

/** What fal says where Google would say what the scenario is named after. */
export const falErrors = vendorErrors({
  noKey: plain(401, "Authentication is required to access this application."),
  wrongKey: plain(401, "No user found for Key ID and Secret"),
  locked: locked("Admin lock. Please contact support@fal.ai."),
  forbidden: plain(403, "The key does not have the permission for this operation."),
  noCredit: locked("Exhausted balance. Top up your balance at fal.ai/dashboard/billing."),
  noModel: jsonError(404, ({ model }) => ({ detail: `Application "${model}" not found` })),
  tooFast: jsonError(429, () => ({ detail: "Too many requests. Please retry later." }), retryAfter),
  tooFastBlind: plain(429, "Too many requests. Please retry later."),
  crashed: requestError(500, "Internal server error", "internal_error"),
  busy: requestError(503, "No runner available", "runner_scheduling_failure"),
  wrongField: wrongFalField,
});
