import type { SpoolSink } from "../ports/spool.ts";
import type { SpanFacts, Tracer } from "../ports/tracer.ts";

/** A sink that tells the call's span the status it was answered with, and makes a span of its own of what the disk takes at the end. */
export function tracedSink(
  tracer: Tracer,
  sink: SpoolSink,
  tell: (facts: SpanFacts) => void,
): SpoolSink {
  let bytes = 0;
  return {
    begin: (input) => {
      tell({ status: input.status });
      return sink.begin(input);
    },
    write: (chunk) => {
      bytes += chunk.byteLength;
      return sink.write(chunk);
    },
    finish: () => tracer.span({ name: "spool", from: null, facts: { bytes } }, () => sink.finish()),
    abandon: () => sink.abandon(),
  };
}
