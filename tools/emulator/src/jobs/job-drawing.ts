import type { JsonObject } from "../json-object.ts";
import type { PlannedError } from "../scenario.ts";
import type { JobModel } from "./job-model.ts";
import type { JobWish } from "./job-wish.ts";

/** What is to become a job. */
export interface JobDrawing {
  input: JsonObject;
  request: { prompt: string };
  /** Null where it was taken though it is wrong. */
  order: { model: JobModel; wish: JobWish } | null;
  wrong: PlannedError | null;
  /** Its work is over: it leaves the limits, and its price counts. */
  settle: (costMicros: number) => void;
}
