import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** Why nobody was signed in, in words, and which of what was typed may be at fault. */
type SignInProblem = { words: MessageDescriptor; at: "address" | "both" | null };

/** What went wrong, by what Supabase Auth calls it. */
export function signInProblem(code: string | undefined): SignInProblem {
  switch (code) {
    case "invalid_credentials":
      return {
        words: msg`Address and password do not go together. Try again, or have a link sent to you.`,
        at: "both",
      };
    case "email_not_confirmed":
      return {
        words: msg`This address is not confirmed yet. Open the link that was sent to it, or have a new one sent.`,
        at: "address",
      };
    case "email_address_invalid":
    case "validation_failed":
      return { words: msg`This is no e-mail address. Look for a typo.`, at: "address" };
    case "over_email_send_rate_limit":
    case "over_request_rate_limit":
      return {
        words: msg`That was asked for too often. Wait a minute, then try again.`,
        at: null,
      };
    case "signup_disabled":
    case "otp_disabled":
    case "email_provider_disabled":
    case "user_not_found":
      return {
        words: msg`Nobody with this address may sign in here. Ask whoever runs this server.`,
        at: "address",
      };
    case "user_banned":
      return { words: msg`This account is shut. Ask whoever runs this server.`, at: null };
    case "otp_expired":
    case "flow_state_expired":
    case "flow_state_not_found":
    case "bad_code_verifier":
      return {
        words: msg`This link is no longer good, or was opened in another browser. Have a new one sent, and open it here.`,
        at: null,
      };
    case undefined:
      return { words: msg`The sign-in service does not answer. Try again in a moment.`, at: null };
    default:
      return { words: msg`That did not work (${code}). Try again.`, at: null };
  }
}
