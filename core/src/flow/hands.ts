/** What a worker process works on. */
export type Hands = {
  /** Results from before their claim on, each with the end of its run. */
  held: Map<string, Promise<void>>;
  /** Results that came again meanwhile, and wait for that end. */
  waiting: Set<string>;
  /** Attempts whose call had begun and whose end broke. */
  broken: Set<string>;
};
