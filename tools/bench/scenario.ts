/** What every contestant draws, and from whom. */
export type Scenario = {
  prompts: number;
  /** Calls in flight. */
  slots: number;
  model: string;
  latency: { minMs: number; maxMs: number };
  pictureBytes: number;
  /** Whether answers are compressed for whoever accepts that, as Google's servers do. */
  gzip: boolean;
};

export const apiKey = "bench-key-of-nobody-0000000000000000000";

/** Prompts of ordinary length, none like another. */
export function promptsOf(scenario: Scenario): string[] {
  return Array.from(
    { length: scenario.prompts },
    (_, index) =>
      `Picture ${index + 1}: a lighthouse on a cliff at dusk, seen from the sea, waves breaking, ` +
      `warm light in its windows, painted in gouache with visible brush strokes, number ${index + 1} of a series`,
  );
}
