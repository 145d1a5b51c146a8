import { isJsonObject } from "./json-object.ts";
import type { Latency } from "./latency.ts";
import type { BucketRule } from "./limits/token-bucket.ts";

/** Turns words into a setting's value: JSON where it is JSON, else the short form that the setting has. */
export function readShortForm(name: string, words: string): unknown {
  const asJson = jsonOrNothing(words);
  if (name === "latency" || name === "refusalLatency") return readLatency(words) ?? asJson ?? words;
  if (name === "bucket") return readBucket(words) ?? asJson ?? words;
  if (isLists(name) && !Array.isArray(asJson) && asJson !== null) return listOf(words);
  if (isNumbers(name) && !isJsonObject(asJson)) return numbersOf(words);
  return asJson === undefined ? words : asJson;
}

/** Writes a latency shortly: "1000", "800-2000" or "~8000/0.4" (median and spread). */
export function shortLatency(latency: Latency): string {
  switch (latency.kind) {
    case "fixed":
      return String(latency.ms);
    case "uniform":
      return `${latency.minMs}-${latency.maxMs}`;
    case "lognormal":
      return `~${latency.medianMs}/${latency.sigma}`;
    default:
      return latency satisfies never;
  }
}

/** Writes a bucket shortly: "2:10" is two a second and ten at once, "2:10,0.5@60000" half a one from the 60th second on. */
export function shortBucket(bucket: BucketRule | null): string {
  if (bucket === null) return "";
  const changes = (bucket.changes ?? []).map(({ perSecond, afterMs }) => `${perSecond}@${afterMs}`);
  return [`${bucket.perSecond}:${bucket.burst}`, ...changes].join(",");
}

const number = String.raw`(\d+(?:\.\d+)?)`;
const fixed = new RegExp(`^${number}$`, "u");
const uniform = new RegExp(`^${number}-${number}$`, "u");
const lognormal = new RegExp(`^~${number}(?:/${number})?$`, "u");
const bucketStart = new RegExp(`^${number}:${number}$`, "u");
const bucketChange = new RegExp(`^${number}@${number}$`, "u");

function readLatency(words: string): Latency | null {
  const [, ms] = fixed.exec(words) ?? [];
  if (ms !== undefined) return { kind: "fixed", ms: Number(ms) };
  const [, minMs, maxMs] = uniform.exec(words) ?? [];
  if (minMs !== undefined) return { kind: "uniform", minMs: Number(minMs), maxMs: Number(maxMs) };
  const [, medianMs, sigma = "0.4"] = lognormal.exec(words) ?? [];
  if (medianMs === undefined) return null;
  return { kind: "lognormal", medianMs: Number(medianMs), sigma: Number(sigma) };
}

function readBucket(words: string): BucketRule | null {
  const [start = "", ...rest] = words.split(",");
  const [, perSecond, burst] = bucketStart.exec(start.trim()) ?? [];
  const changes = rest.map((change) => bucketChange.exec(change.trim()));
  if (perSecond === undefined || changes.includes(null)) return null;
  return {
    perSecond: Number(perSecond),
    burst: Number(burst),
    ...(changes.length > 0 && {
      changes: changes.map((change) => ({
        perSecond: Number(change?.[1]),
        afterMs: Number(change?.[2]),
      })),
    }),
  };
}

function isLists(name: string): boolean {
  return "script acceptedKeys revokedKeys liveModels filesAndBatchesScript batchScript"
    .split(" ")
    .includes(name);
}

function isNumbers(name: string): boolean {
  return name === "probabilities" || name === "revokeKeyAfterCalls";
}

function listOf(words: string): string[] {
  return words
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** Reads "internal_500=0.05,safety=0.1". */
function numbersOf(words: string): Record<string, number> {
  const pairs = listOf(words).map((pair) => {
    const at = pair.lastIndexOf("=");
    return [pair.slice(0, at), Number(pair.slice(at + 1))] as const;
  });
  return Object.fromEntries(pairs);
}

function jsonOrNothing(words: string): unknown {
  try {
    return JSON.parse(words) as unknown;
  } catch {
    return undefined;
  }
}
