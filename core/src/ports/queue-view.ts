/** The queue as whoever watches sees it, from a process that neither fills nor empties it. */
export type QueueView = {
  /** Where its jobs are kept: `database` is the one that everything needs, Redis may be away. */
  store: "database" | "redis";
  /** How many jobs are in each state, by the queue's own words; rejects while its store does not answer. */
  depth(): Promise<Record<string, number>>;
};
