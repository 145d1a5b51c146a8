import type { Rotation } from "./log/rotating-file.ts";
import type { Variables } from "./read-variables.ts";
import type { Tracing } from "./tracing/tracing.ts";

/** How the process lets itself be watched. */
export type Watching = {
  /** Null: the log files are never turned. */
  logRotation: Rotation | null;
  /** Where a worker process answers /health, /ready and /metrics; null is nowhere. */
  metricsAt: { host: string; port: number } | null;
  /** Where traces go; null is nowhere. */
  tracing: Tracing | null;
};

const bytesPerMb = 1024 ** 2;
const samplers = [
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
  "always_on",
  "always_off",
  "traceidratio",
] as const;

/** Reads it from the environment. */
export function readWatching(read: Variables): Watching {
  const metricsPort = read.wholeNumber("METRICS_PORT", { fallback: 0, least: 0, most: 65_535 });
  const metricsHost = (read.text("METRICS_HOST") ?? "127.0.0.1").replace(/^\[(.*)\]$/, "$1");
  return {
    logRotation: readRotation(read),
    metricsAt: metricsPort === 0 ? null : { host: metricsHost, port: metricsPort },
    tracing: readTracing(read),
  };
}

function readRotation(read: Variables): Rotation | null {
  const given = read.text("LOG_ROTATE") ?? "50x10";
  if (given.toLowerCase() === "off") return null;
  const [, size, files] = /^(\d+(?:\.\d+)?) ?(?:MB)? ?[x×] ?(\d+)$/i.exec(given) ?? [];
  const bytes = Math.floor(Number(size) * bytesPerMb);
  if (bytes >= 1024 && Number(files) >= 1 && Number(files) <= 1000)
    return { bytes, files: Number(files) };
  read.refuse(
    "LOG_ROTATE",
    `"${given}" is not read here. Write the size of a file in MB and how many are kept, as 50x10, or off.`,
  );
  return null;
}

function readTracing(read: Variables): Tracing | null {
  const example = "http://localhost:4318";
  const endpoint = read.address("OTEL_EXPORTER_OTLP_ENDPOINT", ["http:", "https:"], example);
  const exact = read.address("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ["http:", "https:"], example);
  const sampler = read.oneOf("OTEL_TRACES_SAMPLER", samplers, "parentbased_always_on");
  const ratio = read.decimalNumber("OTEL_TRACES_SAMPLER_ARG", { fallback: 1, least: 0, most: 1 });
  const serviceName = read.text("OTEL_SERVICE_NAME") ?? "bunch";
  if (!endpoint && !exact) return null;
  return { serviceName, sampler, ratio };
}
