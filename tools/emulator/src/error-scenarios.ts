import {
  badRequest,
  errorInfo,
  googleError,
  htmlError,
  localizedMessage,
  quotaError,
} from "./google-errors.ts";
import type { Scenario } from "./scenario.ts";

const invalidKey = "API key not valid. Please pass a valid API key.";
const expiredKey = "API key expired. Please renew the API key.";
const noCredits =
  "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.";
const disabled =
  "Generative Language API has not been used in project 123456789012 before or it is disabled. Enable it by visiting " +
  "https://console.developers.google.com/apis/api/generativelanguage.googleapis.com/overview?project=123456789012 then retry.";
const serverBroke =
  "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting";
const invalidArgument = googleError(
  400,
  "INVALID_ARGUMENT",
  "Request contains an invalid argument.",
);

/** Every answer that is an HTTP error. */
export const errorScenarios = {
  api_key_invalid: {
    says: "400, the key is not valid",
    reply: googleError(400, "INVALID_ARGUMENT", invalidKey, () => [
      errorInfo("API_KEY_INVALID"),
      localizedMessage(invalidKey),
    ]),
  },
  api_key_expired: {
    says: "400, the key has expired",
    reply: googleError(400, "INVALID_ARGUMENT", expiredKey, () => [
      errorInfo("API_KEY_INVALID"),
      localizedMessage(expiredKey),
    ]),
  },
  invalid_argument: { says: "400, this request is wrong", reply: invalidArgument },
  invalid_argument_field: {
    says: "400, this request is wrong, the field is named",
    reply: googleError(
      400,
      "INVALID_ARGUMENT",
      "* GenerateContentRequest.contents: contents is not specified\n",
      () => [
        badRequest("contents", "* GenerateContentRequest.contents: contents is not specified\n"),
      ],
    ),
  },
  failed_precondition: {
    says: "400, the user's location is not served",
    reply: googleError(
      400,
      "FAILED_PRECONDITION",
      "User location is not supported for the API use.",
    ),
  },
  unauthenticated: {
    says: "401, no valid credentials",
    reply: googleError(
      401,
      "UNAUTHENTICATED",
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid " +
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
      () => [errorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED")],
    ),
  },
  leaked: {
    says: "403, the key was reported as leaked",
    reply: googleError(
      403,
      "PERMISSION_DENIED",
      "Your API key was reported as leaked. Please use another API key.",
    ),
  },
  service_disabled: {
    says: "403, the API is switched off in the project",
    reply: googleError(403, "PERMISSION_DENIED", disabled, () => [
      errorInfo("SERVICE_DISABLED", { consumer: "projects/123456789012" }),
      localizedMessage(disabled),
    ]),
  },
  api_key_service_blocked: {
    says: "403, the key may not call this API",
    reply: googleError(
      403,
      "PERMISSION_DENIED",
      "Requests to this API generativelanguage.googleapis.com method " +
        "google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent are blocked.",
      () => [errorInfo("API_KEY_SERVICE_BLOCKED", { consumer: "projects/123456789012" })],
    ),
  },
  unregistered: {
    says: "403, no key came with the call",
    reply: googleError(
      403,
      "PERMISSION_DENIED",
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other " +
        "form of API consumer identity to call this API.",
    ),
  },
  credits_depleted: {
    says: "402, the prepaid money is used up",
    reply: googleError(402, "RESOURCE_EXHAUSTED", noCredits),
  },
  credits_depleted_429: {
    says: "429 with the words of credits_depleted, as it used to be",
    reply: googleError(429, "RESOURCE_EXHAUSTED", noCredits),
  },
  model_not_found: {
    says: "404, the model is gone",
    reply: googleError(
      404,
      "NOT_FOUND",
      ({ model }) =>
        `models/${model} is not found for API version v1beta, or is not supported for generateContent. ` +
        "Call ListModels to see the list of available models and their supported methods.",
    ),
  },
  rate_minute: {
    says: "429, too many in this minute; the delay is told",
    reply: quotaError("GenerateRequestsPerMinutePerProjectPerModel", { saysDelay: true }),
    argument: "seconds",
  },
  rate_day: {
    says: "429, too many today; the delay told is a lie",
    reply: quotaError("GenerateRequestsPerDayPerProjectPerModel", { saysDelay: true }),
    argument: "seconds",
  },
  rate_images: {
    says: "429, too many pictures in this minute; the delay is told",
    reply: quotaError("GenerateImagesPerMinutePerProjectPerModel", {
      saysDelay: true,
      metric: "generate_images_per_model",
    }),
    argument: "seconds",
  },
  rate_tokens: {
    says: "429, too many tokens in this minute; the delay is told",
    reply: quotaError("GenerateContentPaidTierInputTokensPerModelPerMinute", {
      saysDelay: true,
      metric: "generate_content_paid_tier_input_token_count",
    }),
    argument: "seconds",
  },
  spend_rate: {
    says: "429, too much money in ten minutes; no delay is told",
    reply: googleError(
      429,
      "RESOURCE_EXHAUSTED",
      "You exceeded your spend-based rate limit. Your spending rate has exceeded the allowed limit for your account's billing history and tier.",
    ),
  },
  spending_cap: {
    says: "429, the month's spending cap is reached",
    reply: googleError(
      429,
      "RESOURCE_EXHAUSTED",
      "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to manage your project spend cap.",
    ),
  },
  limit_zero: {
    says: "429, this account may not use the model at all (limit: 0)",
    reply: quotaError("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", {
      saysDelay: true,
      zero: true,
    }),
    argument: "seconds",
  },
  overloaded_429: {
    says: "429 without details: check quota",
    reply: googleError(
      429,
      "RESOURCE_EXHAUSTED",
      "Resource has been exhausted (e.g. check quota).",
    ),
  },
  overloaded_429_later: {
    says: "429 without details: try again later",
    reply: googleError(429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later."),
  },
  internal_500: { says: "500, theirs", reply: googleError(500, "INTERNAL", serverBroke) },
  bad_gateway_502: {
    says: "502 as a page of HTML",
    reply: htmlError(
      502,
      "Server Error",
      "The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.",
    ),
  },
  unavailable_503: {
    says: "503, the model is overloaded",
    reply: googleError(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
  },
  error_in_array: {
    says: "503, the error wrapped in a list",
    reply: wrapped(
      googleError(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    ),
  },
  error_in_array_400: { says: "400, the error wrapped in a list", reply: wrapped(invalidArgument) },
  error_without_body: {
    says: "500 with nothing in it",
    reply: { kind: "error", httpStatus: 500, body: () => "" },
  },
  gateway_timeout_504: {
    says: "504; the picture may have been drawn",
    reply: googleError(
      504,
      "DEADLINE_EXCEEDED",
      "Deadline expired before operation could complete.",
    ),
    ambiguous: true,
  },
  request_timeout_408: {
    says: "408 as a page of HTML; the picture may have been drawn",
    reply: htmlError(
      408,
      "Request Timeout",
      "Your client has taken too long to issue its request.",
    ),
    ambiguous: true,
  },
} satisfies Record<string, Scenario>;

function wrapped(error: Extract<Scenario["reply"], { kind: "error" }>): Scenario["reply"] {
  return { ...error, body: (context) => [error.body(context)] };
}
