import { errorScenarios } from "../error-scenarios.ts";
import { badRequest, errorInfo, googleError, localizedMessage } from "../google-errors.ts";
import type { PlannedError } from "../scenario.ts";

const service = "aiplatform.googleapis.com";
const method = "google.cloud.aiplatform.v1.PredictionService.GenerateContent";
const signIn =
  "Expected OAuth 2 access token, login cookie or other valid authentication credential. " +
  "See https://developers.google.com/identity/sign-in/web/devconsole-project.";
const invalidKey = "API key not valid. Please pass a valid API key.";
const learnMore =
  "Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini";

const unauthenticated = (reason: string, message: string): PlannedError =>
  googleError(401, "UNAUTHENTICATED", message, () => [errorInfo(reason, { service, method })]);

/** What a caller hears whose token or key is not good. */
export function credentialRefused(by: "token" | "key"): PlannedError {
  return by === "token"
    ? unauthenticated(
        "ACCESS_TOKEN_TYPE_UNSUPPORTED",
        `Request had invalid authentication credentials. ${signIn}`,
      )
    : googleError(400, "INVALID_ARGUMENT", invalidKey, () => [
        errorInfo("API_KEY_INVALID", { service }),
        localizedMessage(invalidKey),
      ]);
}

/** What a caller hears who brought neither. */
export const credentialMissing = unauthenticated(
  "CREDENTIALS_MISSING",
  `Request is missing required authentication credential. ${signIn}`,
);

/** A 400 that says why a request could not be taken. */
export function unableToSubmit(because: string): PlannedError {
  return googleError(
    400,
    "INVALID_ARGUMENT",
    `Unable to submit request because ${because}. ${learnMore}`,
  );
}

const quota = (metric: string): PlannedError =>
  googleError(
    429,
    "RESOURCE_EXHAUSTED",
    ({ model }) =>
      `Quota exceeded for ${service}/${metric} with base model: ${model}. Please submit a quota increase request. ` +
      "https://cloud.google.com/vertex-ai/docs/generative-ai/quotas-genai.",
  );
// Capacity is shared by all: nobody is told when it comes back.
const exhausted = googleError(
  429,
  "RESOURCE_EXHAUSTED",
  "Resource exhausted. Please try again later. Please refer to " +
    "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.",
);
const requests = quota("generate_content_requests_per_minute_per_project_per_base_model");

/** What Vertex says where the Gemini API would say what the scenario is named after, about a model at its place. */
export function vertexErrors(
  resource: string,
  project: string,
  by: "token" | "key",
): Readonly<Record<keyof typeof errorScenarios, PlannedError>> {
  const denied = (reason: string, message: string, metadata = {}): PlannedError =>
    googleError(403, "PERMISSION_DENIED", message, () => [
      errorInfo(reason, { service, consumer: `projects/${project}`, ...metadata }),
    ]);
  const unpaid = denied(
    "BILLING_DISABLED",
    `This API method requires billing to be enabled. Please enable billing on project #${project} by visiting ` +
      `https://console.developers.google.com/billing/enable?project=${project} then retry.`,
  );
  const permission = "aiplatform.endpoints.predict";
  return {
    ...mapped(errorScenarios),
    api_key_invalid: credentialRefused(by),
    api_key_expired: credentialRefused(by),
    unregistered: credentialMissing,
    unauthenticated: unauthenticated(
      "CREDENTIALS_MISSING",
      "API keys are not supported by this API. Expected OAuth2 access token or other authentication credentials that " +
        "assert a principal. See https://cloud.google.com/docs/authentication",
    ),
    leaked: denied(
      "CONSUMER_SUSPENDED",
      `Permission denied: Consumer 'projects/${project}' has been suspended.`,
    ),
    service_disabled: denied(
      "SERVICE_DISABLED",
      `Vertex AI API has not been used in project ${project} before or it is disabled. Enable it by visiting ` +
        `https://console.developers.google.com/apis/api/${service}/overview?project=${project} then retry.`,
    ),
    api_key_service_blocked: denied(
      "IAM_PERMISSION_DENIED",
      `Permission '${permission}' denied on resource '//${service}/${resource}' (or it may not exist).`,
      { permission, resource },
    ),
    failed_precondition: googleError(
      400,
      "FAILED_PRECONDITION",
      ({ model }) =>
        `Organization Policy constraint constraints/vertexai.allowedModels violated for \`projects/${project}\` attempting to use a ` +
        `disallowed Gen AI model ${model}. Please contact your organization administrator to fix this violation.`,
    ),
    invalid_argument_field: googleError(
      400,
      "INVALID_ARGUMENT",
      `Unable to submit request because at least one contents field is required. ${learnMore}`,
      () => [badRequest("contents", "at least one contents field is required")],
    ),
    model_not_found: googleError(
      404,
      "NOT_FOUND",
      `Publisher Model \`${resource}\` was not found or your project does not have access to it. Please ensure you are using a ` +
        "valid model version. For more information, see: https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions",
    ),
    credits_depleted: unpaid,
    credits_depleted_429: unpaid,
    spending_cap: unpaid,
    rate_minute: requests,
    rate_day: requests,
    rate_images: requests,
    limit_zero: requests,
    rate_tokens: quota("generate_content_input_tokens_per_minute_per_base_model"),
    spend_rate: exhausted,
    overloaded_429: exhausted,
    overloaded_429_later: exhausted,
    internal_500: googleError(500, "INTERNAL", "Internal error encountered."),
    unavailable_503: googleError(503, "UNAVAILABLE", "The service is currently unavailable."),
  };
}

function mapped(all: typeof errorScenarios): Record<keyof typeof errorScenarios, PlannedError> {
  const replies = Object.entries(all).map(([name, { reply }]) => [name, reply]);
  return Object.fromEntries(replies) as Record<keyof typeof errorScenarios, PlannedError>;
}
