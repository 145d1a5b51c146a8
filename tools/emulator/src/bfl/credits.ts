import { errorOf } from "../jobs/job-vendor.ts";
import type { JsonReply } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import { bflErrors } from "./bfl-errors.ts";

const microsPerCredit = 10_000;
const unboundedCredits = 1000;

/** Answers `GET /v1/credits`, which costs nothing and checks a key. */
export function creditsOf(provider: Provider, key: string | null): JsonReply {
  if (key === null || !provider.keyIsGood(key)) return errorOf(bflErrors.api_key_invalid);
  const { prepaidMicros } = provider.options;
  const project = provider.projectOf(key);
  const spent = provider.limits.spendingOf(project).totalMicros;
  const credits =
    prepaidMicros === null ? unboundedCredits : (prepaidMicros - spent) / microsPerCredit;
  return { status: 200, body: { credits } };
}
