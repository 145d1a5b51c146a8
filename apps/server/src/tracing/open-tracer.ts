import type { Log } from "@bunch/core/ports/log";
import { silentTracer } from "@bunch/core/ports/silent-tracer";
import type { Tracer } from "@bunch/core/ports/tracer";
import type { Tracing } from "./tracing.ts";

/** The tracer of this process, and how to send what is left at its end. Where nothing is traced none of OpenTelemetry is loaded. */
export async function openTracer(
  tracing: Tracing | null,
  log: Log,
): Promise<{ tracer: Tracer; endTracing: () => Promise<void> }> {
  if (tracing === null) return { tracer: silentTracer, endTracing: async () => {} };
  const { createOtelTracer } = await import("./otel-tracer.ts");
  return createOtelTracer(tracing, log);
}
