import { randomUUID } from "node:crypto";
import type { JobVendor } from "../jobs/job-vendor.ts";
import { megapixelsIn } from "../jobs/price-of.ts";
import { bflErrors, wrongBflField } from "./bfl-errors.ts";
import { bflModels } from "./models.ts";
import { resultOf } from "./result-of.ts";

const microsPerCredit = 10_000;

/** How Black Forest Labs speaks: an address to ask at, and a status in words. */
export const bfl: JobVendor = {
  name: "bfl",
  apiVersion: "v1",
  models: bflModels,
  keyOf: ({ "x-key": key }) => (typeof key === "string" && key !== "" ? key : null),
  inputOf: (body) => body,
  takesBase64: true,
  errors: bflErrors,
  wrongField: wrongBflField,
  wrongLater: () => null,
  newId: randomUUID,
  taken: ({ id, base, wish }, costMicros) => ({
    status: 200,
    body: {
      id,
      polling_url: `${base}/v1/get_result?id=${id}`,
      cost: costMicros / microsPerCredit,
      input_mp: megapixelsIn(wish?.referenceDimensions ?? []),
      output_mp: megapixelsIn(wish ? [wish.dimensions] : []),
    },
  }),
  // Whoever knows the id may ask.
  asksForKey: false,
  answer: (job, _, nowMs) => ({ status: 200, body: resultOf(job, nowMs) }),
  unknown: (id) => ({
    status: 200,
    body: { id, status: "Task not found", result: null, progress: null, details: null },
  }),
  cancelled: null,
  showsModerated: false,
  deliversOne: true,
};
