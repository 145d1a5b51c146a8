import type { JsonObject } from "../json-object.ts";
import type { JobModel } from "./job-model.ts";
import type { RefusedField } from "./vendor-errors.ts";

/** The seed that came with a job; `refuse` makes what is thrown, in the vendor's words. */
export function readSeed(
  { seed }: JsonObject,
  model: JobModel,
  refuse: (wrong: RefusedField) => Error,
): number | null {
  if (seed === undefined || seed === null) return null;
  if (model.seed === "refused" || typeof seed !== "number" || !Number.isInteger(seed))
    throw refuse({ field: "seed", problem: "value" });
  return seed;
}
