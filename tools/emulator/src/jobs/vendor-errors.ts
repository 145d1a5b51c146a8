import type { errorScenarios } from "../error-scenarios.ts";
import type { ErrorContext, PlannedError } from "../scenario.ts";

/** What is wrong with a request: a field that is not there, that has no such value, or that holds no picture. */
export interface RefusedField {
  field: string;
  problem: "missing" | "value" | "picture";
}

/** An error of a vendor with a queue, with headers of its own. */
export interface VendorError extends PlannedError {
  headers?: (context: ErrorContext) => Record<string, string>;
}

/** What a vendor says no with. */
export interface VendorWords {
  noKey: VendorError;
  wrongKey: VendorError;
  /** The account may do nothing at all. */
  locked: VendorError;
  /** The account may not do this. */
  forbidden: VendorError;
  noCredit: VendorError;
  noModel: VendorError;
  tooFast: VendorError;
  /** Too fast, and not a word about when it will do. */
  tooFastBlind: VendorError;
  crashed: VendorError;
  busy: VendorError;
  wrongField: (wrong: RefusedField) => VendorError;
}

/** Makes an error with a JSON body. */
export function jsonError(
  httpStatus: number,
  body: PlannedError["body"],
  headers?: VendorError["headers"],
): VendorError {
  return { kind: "error", httpStatus, body, ...(headers && { headers }) };
}

/** Makes an error as the gateway before a vendor sends it: a page. */
export function gatewayPage(httpStatus: number, words: string): VendorError {
  const line = `${httpStatus} ${words}`;
  return jsonError(
    httpStatus,
    () =>
      `<html>\r\n<head><title>${line}</title></head>\r\n<body>\r\n<center><h1>${line}</h1></center>\r\n</body>\r\n</html>\r\n`,
  );
}

/** The seconds to wait as the header that tells them. */
export function retryAfter({ delaySeconds }: ErrorContext): Record<string, string> {
  return { "retry-after": String(Math.ceil(delaySeconds)) };
}

/** Says everything that Google could say in the words of one vendor. */
export function vendorErrors(
  words: VendorWords,
): Readonly<Record<keyof typeof errorScenarios, VendorError>> {
  const { busy, tooFast, wrongField } = words;
  const wrongPrompt = wrongField({ field: "prompt", problem: "value" });
  return {
    api_key_invalid: words.wrongKey,
    api_key_expired: words.wrongKey,
    unauthenticated: words.wrongKey,
    unregistered: words.noKey,
    leaked: words.locked,
    failed_precondition: words.locked,
    service_disabled: words.forbidden,
    api_key_service_blocked: words.forbidden,
    credits_depleted: words.noCredit,
    credits_depleted_429: words.noCredit,
    spending_cap: words.noCredit,
    model_not_found: words.noModel,
    invalid_argument: wrongPrompt,
    invalid_argument_field: wrongField({ field: "prompt", problem: "missing" }),
    rate_minute: tooFast,
    rate_day: tooFast,
    rate_images: tooFast,
    rate_tokens: tooFast,
    limit_zero: tooFast,
    spend_rate: words.tooFastBlind,
    overloaded_429: words.tooFastBlind,
    overloaded_429_later: words.tooFastBlind,
    internal_500: words.crashed,
    unavailable_503: busy,
    error_in_array: jsonError(503, (context) => [busy.body(context)]),
    error_in_array_400: jsonError(400, (context) => [wrongPrompt.body(context)]),
    error_without_body: jsonError(500, () => ""),
    bad_gateway_502: gatewayPage(502, "Bad Gateway"),
    gateway_timeout_504: gatewayPage(504, "Gateway Time-out"),
    request_timeout_408: gatewayPage(408, "Request Timeout"),
  };
}
