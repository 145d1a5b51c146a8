import type { Provider } from "../provider.ts";
import type { JsonReply } from "../json-reply.ts";
import { errorOf } from "./job-vendor.ts";
import type { JobQuestion, JobVendor } from "./job-vendor.ts";

/** Answers a question after a job, as often as somebody asks; asking costs nothing. */
export function answerJob(
  provider: Provider,
  vendor: JobVendor,
  asked: { id: string; key: string | null; question: JobQuestion | "cancel" },
): JsonReply {
  const { id, key, question } = asked;
  if (question !== "cancel") provider.jobPolls += 1;
  if (vendor.asksForKey) {
    if (key === null) return errorOf(vendor.errors.unregistered);
    if (!provider.keyIsGood(key)) return errorOf(vendor.errors.api_key_invalid);
  }
  const project = key === null ? null : provider.projectOf(key);
  const job = provider.jobs.find(vendor.name, id, vendor.asksForKey ? project : null);
  if (!job) return vendor.unknown(id);
  if (question === "cancel")
    return vendor.cancelled?.(job, provider.jobs.cancel(job)) ?? vendor.unknown(id);
  if (job.failingPolls > 0) {
    job.failingPolls -= 1;
    return errorOf(vendor.errors.internal_500);
  }
  return vendor.answer(job, question, provider.clock.nowMs());
}
