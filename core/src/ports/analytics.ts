import type { Took } from "../analytics/took.ts";
import type { Who } from "./admin-views.ts";

/** What came of it: results by when they ended, calls and their money (micro-dollars) by when they were sent. */
export type Tally = {
  pictures: number;
  failed: number;
  calls: number;
  costMicros: number;
  /** What calls of which nobody knows may have cost beside that. */
  possibleMicros: number;
  /** Of the cost, what brought no picture. */
  emptyMicros: number;
};

export type Timed = Tally & { took: Took[] };

/** Days are those of the time zone asked for (`2026-11-30`), the oldest first, none left out. */
export type AnalyticsView = {
  total: Tally;
  /** How long the pictures took, all of them. */
  took: Took[];
  days: (Timed & { day: string })[];
  /** Every model of that time, whichever was asked for; what cost most first. */
  models: (Timed & { model: string })[];
  /** Why results failed, the most frequent first. */
  reasons: { code: string; results: number }[];
  /** Who spent most; null where it is of one person. */
  users: (Timed & Who)[] | null;
};

/** A line of the export: a day and a model, where there was something. */
export type AnalyticsLine = Tally & { day: string; model: string };

export type AnalyticsAsked = {
  askerId: string;
  /** Whose; null is everybody's. */
  userId: string | null;
  /** First and last day, `2026-11-30`, of the time zone. */
  from: string;
  to: string;
  timeZone: string;
  modelId: string | null;
};

/** What was drawn and spent, as sums that hold whatever is settled; null when the asker may not see it. */
export type Analytics = {
  sum(asked: AnalyticsAsked & { mostUsers: number }): Promise<AnalyticsView | null>;
  lines(asked: AnalyticsAsked): Promise<AnalyticsLine[] | null>;
};

/** Adds what was told of settlements to the sums; tells how much there was. */
export type AnalyticsSums = { addUp(input: { most: number }): Promise<number> };
