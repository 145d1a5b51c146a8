/** One thing to be measured, known to the command line by its name. */
export type Bench = {
  /** What it measures, for the list of all. */
  says: string;
  /** Its flags, as --help shows them. */
  help: string;
  /** Measures and tells on the way; what misses its limits comes back, a sentence each. */
  run: (args: readonly string[]) => Promise<string[]>;
};
