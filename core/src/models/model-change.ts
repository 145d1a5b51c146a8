/** What was changed of one model on screen: a partial entry without its id, as models.json holds them. */
export type StoredChange = {
  id: string;
  change: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  changedAt: string;
  changedBy: string | null;
};

/** A stored change that does not fit what this version knows, and why in a sentence. */
export type Misfit = { id: string; problem: string };
