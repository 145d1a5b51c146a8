import { randomUUID } from "node:crypto";
import type { Log } from "@bunch/core/ports/log";
import type { SpanFacts, Tracer } from "@bunch/core/ports/tracer";
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import {
  ATTR_ERROR_TYPE,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
} from "@opentelemetry/semantic-conventions";
import type { Tracing } from "./tracing.ts";
import { contextOf, traceparentOf } from "./traceparent.ts";

/** A large batch ends in thousands of spans within seconds; what does not fit is left out. */
const mostWaiting = 8192;
const farewellMs = 5000;

const kinds: Record<string, SpanKind> = {
  request: SpanKind.SERVER,
  dispatch: SpanKind.PRODUCER,
  result: SpanKind.CONSUMER,
  call: SpanKind.CLIENT,
};

/** Tells spans to an OpenTelemetry collector over HTTP. Nothing is registered for the whole process: a library that traces by itself stays silent. */
export function createOtelTracer(
  tracing: Tracing,
  log: Log,
): { tracer: Tracer; endTracing: () => Promise<void> } {
  const provider = new TracerProvider({
    sampler: samplerOf(tracing),
    // What OTEL_RESOURCE_ATTRIBUTES says counts most.
    resource: resourceFromAttributes({
      [ATTR_SERVICE_NAME]: tracing.serviceName,
      [ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
    }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: tellingOutages(new OTLPTraceExporter(), log),
        maxQueueSize: mostWaiting,
      }),
    ],
  });
  const spans = provider.getTracer("bunch");
  const contexts = new AsyncLocalStorageContextManager().enable();
  const within = (from: string | null): Context =>
    (from === null ? null : contextOf(from)) ?? contexts.active() ?? ROOT_CONTEXT;

  return {
    tracer: {
      span: ({ name, from, facts }, work) => {
        const parent = within(from);
        const span = spans.startSpan(
          name,
          { kind: kinds[name] ?? SpanKind.INTERNAL, attributes: attributesOf(facts) },
          parent,
        );
        return contexts.with(trace.setSpan(parent, span), async () => {
          try {
            return await work((more) => span.setAttributes(attributesOf(more)));
          } catch (cause) {
            // Its kind alone: its words may hold what a provider said.
            span.setAttribute(ATTR_ERROR_TYPE, cause instanceof Error ? cause.name : "unknown");
            span.setStatus({ code: SpanStatusCode.ERROR });
            throw cause;
          } finally {
            span.end();
          }
        });
      },
      traceparent: () => {
        const span = trace.getSpanContext(contexts.active());
        return span ? traceparentOf(span) : null;
      },
    },
    endTracing: async () => {
      const tooLate = Promise.withResolvers<void>();
      const timer = setTimeout(tooLate.resolve, farewellMs);
      await Promise.race([provider.shutdown().catch(() => undefined), tooLate.promise]);
      clearTimeout(timer);
      contexts.disable();
    },
  };
}

/** Names of ours under `bunch.`, in OpenTelemetry's spelling; those with a dot are its own. */
function attributesOf(facts: SpanFacts): SpanFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name.includes(".")
        ? name
        : `bunch.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      value,
    ]),
  );
}

function samplerOf({ sampler, ratio }: Tracing): Sampler {
  const root = sampler.endsWith("always_on")
    ? new AlwaysOnSampler()
    : sampler.endsWith("always_off")
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(ratio);
  return sampler.startsWith("parentbased_") ? new ParentBasedSampler({ root }) : root;
}

/** Says once when the collector does not take spans, and once when it does again. */
function tellingOutages(exporter: SpanExporter, log: Log): SpanExporter {
  let isOut = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const code: number = result.code;
        const failed = code !== 0;
        if (failed && !isOut)
          log.warn(
            { because: result.error?.message ?? "unknown" },
            "The collector of traces (OTEL_EXPORTER_OTLP_ENDPOINT) takes no spans; they are left out until it does.",
          );
        if (!failed && isOut) log.info({}, "The collector of traces takes spans again.");
        isOut = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
