import type { Random } from "./seeded-random.ts";

/**
 * What the emulated provider does with a prompt, call by call; the last step stays. Answers without token counts are left
 * out: there Bunch and the bill may differ by rule (M8).
 */
const scripts = [
  "[[unavailable_503,ok]]",
  "[[unavailable_503*4]]",
  "[[internal_500*2,ok]]",
  "[[bad_gateway_502,ok]]",
  "[[error_in_array,ok]]",
  "[[error_without_body,ok]]",
  "[[rate_minute:0.2,ok]]",
  "[[overloaded_429*2,ok]]",
  "[[overloaded_429*5,ok]]",
  "[[reset_after_accept,ok]]",
  "[[reset_after_accept:unbilled,ok]]",
  "[[reset_mid_body,ok]]",
  "[[reset_mid_body*4]]",
  "[[truncated_json,ok]]",
  "[[truncated_json_length,ok]]",
  "[[truncated_body:unbilled,ok]]",
  "[[hang_before_headers,ok]]",
  "[[hang_mid_body,ok]]",
  "[[gateway_timeout_504,ok]]",
  "[[request_timeout_408:unbilled,ok]]",
  "[[bad_base64,ok]]",
  "[[not_a_picture,ok]]",
  "[[not_a_picture*3]]",
  "[[no_image,ok]]",
  "[[text_only*2,ok]]",
  "[[empty,ok]]",
  "[[image_safety,ok]]",
  "[[prohibited_content]]",
  "[[prompt_blocked]]",
  "[[max_tokens]]",
  "[[invalid_argument]]",
  "[[two_images]]",
  "[[thought_draft]]",
  "[[wrong_mime]]",
  "[[wrong_size:32]]",
  "[[text_before_image]]",
  "[[slow_body:0.4]]",
  "[[slow:0.6]]",
  "[[api_key_invalid,ok]]",
  "[[credits_depleted,ok]]",
] as const;

/** Chooses one of them. */
export function chooseScript(random: Random): string {
  return random.pick(scripts);
}
