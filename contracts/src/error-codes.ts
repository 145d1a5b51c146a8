/** What can be wrong with a request; the web app has words for each in every language. */
export const errorCodes = [
  "bad_request",
  "no_prompts",
  "too_many_prompts",
  "prompt_too_long",
  "prompt_has_nul",
  "api_key_missing",
  "key_unreadable",
  "reference_not_an_image",
  "reference_unreadable",
  "too_many_references",
  "reference_too_large",
  "body_too_large",
  "unknown_model",
  "ratio_not_taken",
  "size_not_taken",
  "not_found",
  "wrong_state",
  "idempotency_key_reused",
  "forbidden_origin",
  "sign_in_needed",
  "not_allowed",
  "too_many_tokens",
  "over_limit",
  "disk_full",
  "not_ready",
  "internal",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Why a result failed. `refused` is the model's own no; the provider's words stand beside it in `error_message`. */
export const resultErrorCodes = [
  "refused",
  "filtered",
  "no_picture",
  "too_long",
  "bad_request",
  "provider_error",
  "unanswered",
  "unreadable_answer",
  "doubted",
] as const;
export type ResultErrorCode = (typeof resultErrorCodes)[number];

/** Why an execution waits for somebody (paused) or for a moment (waiting). */
export const pauseCodes = [
  "user",
  "cap",
  "bad_key",
  "key_blocked",
  "key_unreadable",
  "location",
  "no_credit",
  "daily_quota",
  "spending_cap",
  "model_gone",
  "model_unknown",
  "reference_missing",
  "provider_unreachable",
  "provider_overloaded",
  "rate_limited",
  "restored",
  "disk_full",
  "doubts",
] as const;
export type PauseCode = (typeof pauseCodes)[number];
