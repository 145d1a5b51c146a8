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
