import type { Step } from "../choose-scenario.ts";
import type { PlannedAnswer } from "../scenario.ts";

/** What a scenario makes of a job. */
export type Fate =
  | "drawn"
  | "moderated before"
  | "moderated after"
  | "empty"
  | "failed"
  | "cancelled";

const ofName: Readonly<Record<string, Fate>> = {
  job_failed: "failed",
  job_moderated: "moderated before",
  job_cancelled: "cancelled",
};

const ofReason: Readonly<Record<string, Fate>> = {
  SAFETY: "moderated before",
  PROHIBITED_CONTENT: "moderated before",
  RECITATION: "moderated before",
  BLOCKLIST: "moderated before",
  SPII: "moderated before",
  IMAGE_SAFETY: "moderated after",
  IMAGE_PROHIBITED_CONTENT: "moderated after",
  NO_IMAGE: "empty",
  STOP: "empty",
};

/** Decides what becomes of a job: the scenarios are named after what Google does, this is what comes nearest. */
export function fateOf({ name }: Step, plan: PlannedAnswer): Fate {
  const named = ofName[name];
  if (named) return named;
  if (plan.parts.some((part) => "picture" in part)) return "drawn";
  if (plan.blockReason !== undefined) return "moderated before";
  if (plan.finishReason === undefined) return "empty";
  return ofReason[plan.finishReason] ?? "failed";
}
