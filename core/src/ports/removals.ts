/** A thing that no row names any more: an object of the store, or what an attempt's answer may have left in the spool. */
export type Removal =
  | { id: string; kind: "object"; path: string }
  | { id: string; kind: "answer"; attemptId: string };

/** The list of what is still to be removed; it outlives any crash. */
export type Removals = {
  /** Takes up to `limit` that are due; nobody else takes them within the next minute, and longer after each try. */
  take(input: { limit: number }): Promise<Removal[]>;
  /** Takes what is gone off the list. */
  forget(input: { ids: readonly string[] }): Promise<void>;
};
