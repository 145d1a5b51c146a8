/** What a worker process works on: results from before their claim on, and attempts whose call had begun and whose end broke. */
export type Hands = { held: Set<string>; broken: Set<string> };
