/** What a worker process works on: results from before their claim on, each with the end of its run, and attempts whose call had begun and whose end broke. */
export type Hands = { held: Map<string, Promise<void>>; broken: Set<string> };
