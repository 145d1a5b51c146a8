import type { JsonObject } from "../json-object.ts";
import type { JobModel } from "./job-model.ts";
import type { JobPicture } from "./draw-pictures.ts";
import type { JobWish } from "./job-wish.ts";
import type { PlannedError } from "../scenario.ts";

/** Who takes a request, gives it an id and is asked until the picture is there. */
export type JobVendorName = "fal" | "replicate" | "bfl";

/** What became of a job, once it is over. */
export type JobOutcome =
  | { is: "drawn"; pictures: readonly JobPicture[] }
  /** Stopped by the filter: the words before drawing, or the picture after. */
  | { is: "moderated"; stage: "input" | "output"; pictures: readonly JobPicture[] }
  /** Over without an error and without a picture. */
  | { is: "empty" }
  | { is: "failed" }
  | { is: "cancelled" }
  /** Taken, and found wrong only when its turn came. */
  | { is: "invalid"; error: PlannedError };

/** What somebody ordered, before the memory of jobs gives it a life. */
export interface JobOrder {
  vendor: JobVendorName;
  id: string;
  project: string;
  /** As it was asked for, known or not. */
  modelId: string;
  /** Null where it was taken without being looked at. */
  model: JobModel | null;
  wish: JobWish | null;
  input: JsonObject;
  /** Where the vendor was reached, with its own path: what its addresses begin with. */
  base: string;
  /** How long until it is drawn, from now. */
  waitMs: number;
  /** Nobody knows the id later. */
  lost: boolean;
  /** So many questions get a 500 first. */
  failingPolls: number;
  /** Its pictures cannot be fetched. */
  picturesMissing: boolean;
  /** Does the work and puts it on the bill; called once. */
  conclude: (cancelled: boolean) => JobOutcome;
}

/** A job as the vendor keeps it. */
export interface Job extends Omit<JobOrder, "conclude"> {
  submittedMs: number;
  finishedMs: number | null;
  outcome: JobOutcome | null;
}
