import { randomUUID } from "node:crypto";
import type { JobVendor } from "../jobs/job-vendor.ts";
import { answerFal, falAddresses } from "./answer-fal.ts";
import { falErrors, wrongFalField } from "./fal-errors.ts";
import { falModels } from "./models.ts";

/** How fal's queue speaks: a status, then the model's own answer, whatever its status. */
export const fal: JobVendor = {
  name: "fal",
  apiVersion: "queue",
  models: falModels,
  keyOf: ({ authorization }) => /^Key (.+)$/iu.exec(authorization ?? "")?.[1] ?? null,
  inputOf: (body) => body,
  takesBase64: false,
  errors: falErrors,
  wrongField: wrongFalField,
  // The queue knows the app and nothing of what it takes.
  wrongLater: (modelId, wrong) => {
    const app = modelId.split("/").slice(0, 2).join("/");
    const path = modelId.slice(app.length);
    if (!falModels.some(({ id }) => id === app || id.startsWith(`${app}/`))) return null;
    return (
      wrong ?? {
        kind: "error",
        httpStatus: 404,
        body: () => ({ detail: `Path ${path} not found` }),
      }
    );
  },
  newId: randomUUID,
  taken: (job) => ({
    status: 200,
    headers: { "x-fal-request-id": job.id },
    body: { status: "IN_QUEUE", ...falAddresses(job), queue_position: 0 },
  }),
  asksForKey: true,
  answer: answerFal,
  unknown: () => ({ status: 404, body: { detail: "Request not found" } }),
  cancelled: (job, wasUnfinished) =>
    wasUnfinished
      ? { status: 202, body: { status: "CANCELLATION_REQUESTED" } }
      : { status: 400, body: { status: "ALREADY_COMPLETED" } },
  showsModerated: true,
  deliversOne: false,
};
