import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** Why nobody was signed in, in words, by what Supabase Auth calls it. */
export function signInProblem(code: string | undefined): MessageDescriptor {
  switch (code) {
    case "invalid_credentials":
      return msg`Address and password do not go together. Try again, or have a link sent to you.`;
    case "email_not_confirmed":
      return msg`This address is not confirmed yet. Open the link that was sent to it, or have a new one sent.`;
    case "email_address_invalid":
    case "validation_failed":
      return msg`This is no e-mail address. Look for a typo.`;
    case "over_email_send_rate_limit":
    case "over_request_rate_limit":
      return msg`That was asked for too often. Wait a minute, then try again.`;
    case "signup_disabled":
    case "otp_disabled":
    case "email_provider_disabled":
    case "user_not_found":
      return msg`Nobody with this address may sign in here. Ask whoever runs this server.`;
    case "user_banned":
      return msg`This account is shut. Ask whoever runs this server.`;
    case "otp_expired":
    case "flow_state_expired":
    case "flow_state_not_found":
    case "bad_code_verifier":
      return msg`This link is no longer good, or was opened in another browser. Have a new one sent, and open it here.`;
    case undefined:
      return msg`The sign-in service does not answer. Try again in a moment.`;
    default:
      return msg`That did not work (${code}). Try again.`;
  }
}

/** Whether the address that was typed is at fault, and not a link that is too old or a service that is away. */
export function isAboutAddress(code: string | undefined): boolean {
  switch (code) {
    case "invalid_credentials":
    case "email_not_confirmed":
    case "email_address_invalid":
    case "validation_failed":
    case "signup_disabled":
    case "otp_disabled":
    case "email_provider_disabled":
    case "user_not_found":
      return true;
    default:
      return false;
  }
}
