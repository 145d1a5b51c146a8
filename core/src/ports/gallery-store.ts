/** A window of a batch, a character for each slot in order; what they stand for is said in contracts/src/outline.ts. */
export type OutlineView = {
  from: number;
  /** Slots of the whole batch. */
  count: number;
  /** The last event that it includes. */
  lastSequence: number;
  states: string;
  ratings: string;
  /** Slots whose prompt holds the text; null where none was searched for. */
  found: readonly number[] | null;
};

/** What is said of one picture; `as_it_is` leaves that side alone. */
export type RatingChange = {
  resultId: string;
  stars: number | null | "as_it_is";
  rejected: boolean | "as_it_is";
};

/** What came of rating several; all but `rated` changed nothing. `of` counts those that were named. */
export type Rated =
  | { is: "rated"; changed: number }
  | { is: "no_batch" }
  | { is: "not_of_batch"; count: number; of: number }
  | { is: "no_picture"; count: number; of: number };

/** A batch as a gallery holds it. Beside the flow: nothing of it touches a state, a count, a fence, money or an event. */
export type GalleryStore = {
  /** For its owner and admins; null for everybody else. */
  outline(input: {
    userId: string;
    executionId: string;
    from: number;
    limit: number;
    search: string | null;
  }): Promise<OutlineView | null>;
  /** The owner's alone; each result is named once. */
  rate(input: {
    userId: string;
    executionId: string;
    changes: readonly RatingChange[];
  }): Promise<Rated>;
  /** The owner's alone; false where there is none. */
  rename(input: { userId: string; executionId: string; name: string | null }): Promise<boolean>;
};
