/** What a span tells: counts, ids and names; never a prompt, a key or an address of a person. */
export type SpanFacts = Record<string, string | number | boolean>;

/** Where something came from: the request that asked for it, and its place in a trace (W3C traceparent), null where nothing is traced. */
export type Origin = { requestId: string; traceparent: string | null };

/** Tells where the time of a batch went, over all processes. Nothing may depend on it. */
export type Tracer = {
  /**
   * Does the work as one span, within the span that is under way, or within that of a traceparent where one is given.
   * `tell` adds what is known only later. What the work throws ends the span as failed and goes on.
   */
  span<Value>(
    span: { name: string; from: string | null; facts: SpanFacts },
    work: (tell: (facts: SpanFacts) => void) => Promise<Value>,
  ): Promise<Value>;
  /** The span under way, for whoever goes on in another process; null where nothing is traced. */
  traceparent(): string | null;
};
