import type { ErrorCode } from "./error-codes.ts";

/** The HTTP status that each refusal comes with. */
export const errorStatus = {
  bad_request: 400,
  no_prompts: 400,
  too_many_prompts: 400,
  prompt_too_long: 400,
  prompt_has_nul: 400,
  api_key_missing: 400,
  key_unreadable: 422,
  reference_not_an_image: 400,
  reference_unreadable: 400,
  too_many_references: 400,
  reference_too_large: 413,
  body_too_large: 413,
  unknown_model: 422,
  ratio_not_taken: 422,
  size_not_taken: 422,
  not_found: 404,
  wrong_state: 409,
  idempotency_key_reused: 409,
  forbidden_origin: 403,
  disk_full: 507,
  not_ready: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;
