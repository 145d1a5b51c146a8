import type { errorScenarios } from "../error-scenarios.ts";
import type { ErrorContext, PlannedError } from "../scenario.ts";

type Words = string | ((context: ErrorContext) => string);

/** Makes an error with OpenAI's usual body. */
export function openAiError(
  httpStatus: number,
  error: {
    type: string;
    code: string | null;
    param?: string | null;
    message: Words;
    stage?: "input" | "output";
  },
): PlannedError {
  const { type, code, param = null, message, stage } = error;
  return {
    kind: "error",
    httpStatus,
    body: (context) => ({
      error: {
        message: typeof message === "string" ? message : message(context),
        type,
        param,
        code,
        ...(stage !== undefined && {
          moderation_details: { moderation_stage: stage, categories: ["violence"] },
        }),
      },
    }),
  };
}

/** The filter's no, before the picture was drawn or after. */
export function moderationBlocked(stage: "input" | "output"): PlannedError {
  return openAiError(400, {
    type: "image_generation_user_error",
    code: "moderation_blocked",
    message:
      "Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com " +
      "and include the request ID req_emulated. safety_violations=[violence].",
    stage,
  });
}

/** A wrong field, named. */
export function invalidRequest(param: string | null, message: string, code = "invalid_value") {
  return openAiError(400, { type: "invalid_request_error", code, param, message });
}

const wrongKey = (message: string): PlannedError =>
  openAiError(401, { type: "invalid_request_error", code: "invalid_api_key", message });

const forbidden = (message: string, code: string | null): PlannedError =>
  openAiError(403, { type: "invalid_request_error", code, message });

const rateLimit = (unit: string, type: string, told: { zero?: true; wait: boolean }) =>
  openAiError(429, {
    type,
    code: "rate_limit_exceeded",
    message: ({ model, limit, delaySeconds }) => {
      const most = told.zero ? 0 : limit;
      return (
        `Rate limit reached for ${model} (for limit gpt-image) in organization org-emulated on ${unit}: Limit ${most}, ` +
        `Used ${most}, Requested 1.${told.wait ? ` Please try again in ${delaySeconds}s.` : ""} ` +
        "Visit https://platform.openai.com/account/rate-limits to learn more."
      );
    },
  });

const noMoney = (code: string): PlannedError =>
  openAiError(429, {
    type: "insufficient_quota",
    code,
    message:
      "You exceeded your current quota, please check your plan and billing details. For more information on this error, " +
      "read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
  });

const overloaded = openAiError(429, {
  type: "server_error",
  code: "slow_down",
  message: "The engine is currently overloaded, please try again later.",
});

const page = (httpStatus: number, words: string): PlannedError => ({
  kind: "error",
  httpStatus,
  body: () =>
    `<html>\r\n<head><title>${httpStatus} ${words}</title></head>\r\n<body>\r\n<center><h1>${httpStatus} ${words}</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n`,
});

const unavailable = "The server is overloaded or not ready yet.";

/** What OpenAI says where Google would say what the scenario is named after. */
export const openAiErrors: Readonly<Record<keyof typeof errorScenarios, PlannedError>> = {
  api_key_invalid: wrongKey(
    "Incorrect API key provided: sk-proj-********************abcd. You can find your API key at https://platform.openai.com/account/api-keys.",
  ),
  api_key_expired: wrongKey("This API key has expired."),
  invalid_argument: invalidRequest("size", "Invalid value: 'huge'."),
  invalid_argument_field: invalidRequest(
    "prompt",
    "Missing required parameter: 'prompt'.",
    "missing_required_parameter",
  ),
  failed_precondition: openAiError(403, {
    type: "request_forbidden",
    code: "unsupported_country_region_territory",
    message: "Country, region, or territory not supported",
  }),
  unauthenticated: openAiError(401, {
    type: "invalid_request_error",
    code: null,
    message: "You must be a member of an organization to use the API.",
  }),
  leaked: openAiError(401, {
    type: "invalid_request_error",
    code: "account_deactivated",
    message: "The API key has been disabled because it was found in public.",
  }),
  service_disabled: forbidden(
    "Your organization must be verified to use this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.",
    null,
  ),
  api_key_service_blocked: forbidden(
    "You have insufficient permissions for this operation. Missing scopes: model.request.",
    "missing_scope",
  ),
  unregistered: openAiError(401, {
    type: "invalid_request_error",
    code: null,
    message:
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.",
  }),
  credits_depleted: noMoney("credit_balance_exhausted"),
  credits_depleted_429: noMoney("insufficient_quota"),
  model_not_found: openAiError(404, {
    type: "invalid_request_error",
    code: "model_not_found",
    message: ({ model }) =>
      `The model \`${model}\` does not exist or you do not have access to it.`,
  }),
  rate_minute: rateLimit("requests per min (RPM)", "requests", { wait: true }),
  rate_day: rateLimit("requests per day (RPD)", "requests", { wait: true }),
  rate_images: rateLimit("input-images per min", "input-images", { wait: true }),
  rate_tokens: rateLimit("tokens per min (TPM)", "tokens", { wait: true }),
  spend_rate: rateLimit("requests per min (RPM)", "requests", { wait: false }),
  spending_cap: noMoney("project_spend_limit_exceeded"),
  limit_zero: rateLimit("input-images per min", "input-images", { zero: true, wait: true }),
  overloaded_429: overloaded,
  overloaded_429_later: overloaded,
  internal_500: openAiError(500, {
    type: "server_error",
    code: null,
    message:
      "The server had an error while processing your request. Sorry about that! You can retry your request.",
  }),
  bad_gateway_502: page(502, "Bad Gateway"),
  unavailable_503: openAiError(503, {
    type: "service_unavailable_error",
    code: null,
    message: unavailable,
  }),
  // Servers that speak the same language write their errors as they like.
  error_in_array: { kind: "error", httpStatus: 503, body: () => ({ error: unavailable }) },
  error_in_array_400: {
    kind: "error",
    httpStatus: 400,
    body: () => ({ detail: "This model takes no such size." }),
  },
  error_without_body: { kind: "error", httpStatus: 500, body: () => "" },
  gateway_timeout_504: page(504, "Gateway Time-out"),
  request_timeout_408: page(408, "Request Timeout"),
};
