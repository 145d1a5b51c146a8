/** What the script draws and how its author wrote it. */
export type ScriptTask = {
  model: string;
  prompts: readonly string[];
  /** Calls in flight: a pool that is refilled at once, or so many and then, when all are back, the next so many. */
  slots: number;
  order: "pool" | "chunks";
  /**
   * none: the first error ends it. full_jitter: 429 and 5xx up to ten times, after a random wait below 1 s, 2 s, 4 s …
   * 60 s. naive: whatever fails, three times, two seconds later.
   */
  retries: "none" | "full_jitter" | "naive";
  /** fsync: safe from a power cut as ours are, whole or not there, file and name on the disk. */
  durability: "plain" | "fsync";
};

/** What the script tells at its end. */
export type ScriptAccount = {
  makespanMs: number;
  /** When each picture lay in its file, by the clock of the machine and by the place of its prompt. */
  keptAtMs: [place: number, atMs: number][];
  /** Prompts that it gave up. */
  givenUp: number;
};
