import type { errorScenarios } from "../error-scenarios.ts";
import { proxyPage } from "../proxy-page.ts";
import type { PlannedError } from "../scenario.ts";

/** An exception of Python's in the web UI's own wrapping. */
export function raised(httpStatus: number, error: string, errors: string): PlannedError {
  return { kind: "error", httpStatus, body: () => ({ error, detail: "", body: "", errors }) };
}

/** An error that the web UI raises on purpose. */
export function httpException(httpStatus: number, detail: string): PlannedError {
  const error = "HTTPException";
  return { kind: "error", httpStatus, body: () => ({ error, detail, body: "", errors: "" }) };
}

/** What FastAPI itself says, in one word or in a list of wrong fields. */
export function fastApiError(httpStatus: number, detail: unknown): PlannedError {
  return { kind: "error", httpStatus, body: () => ({ detail }) };
}

/** One wrong field of a 422. */
export interface WrongField {
  loc: (string | number)[];
  msg: string;
  type: string;
}

export const notAuthenticated = httpException(401, "Not authenticated");
export const wrongPassword = httpException(401, "Incorrect username or password");
export const notFound = fastApiError(404, "Not Found");

const wrongInteger = (field: string): PlannedError =>
  fastApiError(422, [
    {
      loc: ["body", field],
      msg: "value is not a valid integer",
      type: "type_error.integer",
    } satisfies WrongField,
  ]);
const tooMany = proxyPage(429, "Too Many Requests");
const unpaid = proxyPage(402, "Payment Required");
const forbidden = proxyPage(403, "Forbidden");

/** What the web UI, or a proxy before it, says where Google would say what the scenario is named after. */
export const webuiErrors: Readonly<Record<keyof typeof errorScenarios, PlannedError>> = {
  api_key_invalid: wrongPassword,
  api_key_expired: wrongPassword,
  unauthenticated: notAuthenticated,
  unregistered: notAuthenticated,
  invalid_argument: wrongInteger("steps"),
  invalid_argument_field: wrongInteger("width"),
  error_in_array_400: httpException(400, "Sampler not found"),
  failed_precondition: forbidden,
  leaked: forbidden,
  api_key_service_blocked: forbidden,
  // Started without --api.
  service_disabled: notFound,
  model_not_found: httpException(404, "Model not found"),
  credits_depleted: unpaid,
  credits_depleted_429: unpaid,
  spending_cap: unpaid,
  rate_minute: tooMany,
  rate_day: tooMany,
  rate_images: tooMany,
  rate_tokens: tooMany,
  spend_rate: tooMany,
  limit_zero: tooMany,
  overloaded_429: tooMany,
  overloaded_429_later: tooMany,
  internal_500: raised(
    500,
    "OutOfMemoryError",
    "CUDA out of memory. Tried to allocate 2.25 GiB (GPU 0; 8.00 GiB total capacity; 5.47 GiB already allocated; " +
      "0 bytes free; 6.34 GiB reserved in total by PyTorch) If reserved memory is >> allocated memory try setting " +
      "max_split_size_mb to avoid fragmentation.  See documentation for Memory Management and PYTORCH_CUDA_ALLOC_CONF",
  ),
  error_in_array: raised(
    500,
    "NansException",
    "A tensor with all NaNs was produced in Unet. Use --disable-nan-check commandline argument to disable this check.",
  ),
  error_without_body: { kind: "error", httpStatus: 500, body: () => "" },
  bad_gateway_502: proxyPage(502, "Bad Gateway"),
  unavailable_503: proxyPage(503, "Service Temporarily Unavailable"),
  gateway_timeout_504: proxyPage(504, "Gateway Time-out"),
  request_timeout_408: proxyPage(408, "Request Time-out"),
};
