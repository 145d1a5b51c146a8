import { randomBytes } from "node:crypto";
import { errorOf } from "../jobs/job-vendor.ts";
import type { JobVendor } from "../jobs/job-vendor.ts";
import { isJsonObject } from "../json-object.ts";
import { replicateModels } from "./models.ts";
import { predictionOf } from "./prediction.ts";
import { replicateErrors, replicateNotFound, wrongReplicateField } from "./replicate-errors.ts";

const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/** How Replicate speaks: one object, the prediction, whatever one asks. */
export const replicate: JobVendor = {
  name: "replicate",
  apiVersion: "v1",
  models: replicateModels,
  keyOf: ({ authorization }) => /^(?:Bearer|Token) (.+)$/iu.exec(authorization ?? "")?.[1] ?? null,
  inputOf: ({ input }) => (isJsonObject(input) ? input : {}),
  takesBase64: false,
  errors: replicateErrors,
  wrongField: wrongReplicateField,
  wrongLater: () => null,
  newId: () => Array.from(randomBytes(26), (byte) => letters[byte % letters.length]).join(""),
  // Even what is over by now is told as it was when it came in.
  taken: (job) => ({
    status: 201,
    body: predictionOf({ ...job, outcome: null, finishedMs: null }, job.submittedMs),
  }),
  asksForKey: true,
  answer: (job, _, nowMs) => ({ status: 200, body: predictionOf(job, nowMs) }),
  unknown: () => errorOf(replicateNotFound),
  cancelled: (job) => ({ status: 200, body: predictionOf(job, job.finishedMs ?? job.submittedMs) }),
  showsModerated: false,
  deliversOne: false,
};
