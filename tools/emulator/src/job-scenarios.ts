import type { PlannedAnswer, Scenario } from "./scenario.ts";

const picture: PlannedAnswer = {
  kind: "answer",
  parts: [{ picture: "final" }],
  finishReason: "STOP",
};

/** What can become of a job, where a provider answers with an id before it draws; elsewhere each is a picture. */
export const jobScenarios = {
  job_failed: { says: "the job is taken and fails; nothing is drawn", reply: picture },
  job_moderated: {
    says: "the job is taken, and the filter stops it before anything is drawn",
    reply: picture,
  },
  job_cancelled: { says: "the job is taken and cancelled by the provider", reply: picture },
  job_lost: {
    says: "the job is taken, and later nobody knows its id; the picture may have been drawn",
    reply: picture,
    ambiguous: true,
  },
  picture_404: { says: "the job is done, and its picture cannot be fetched", reply: picture },
  poll_500: {
    says: "the first so many questions after the job (1) get a 500, then a picture",
    reply: picture,
    argument: "polls",
  },
} satisfies Record<string, Scenario>;
