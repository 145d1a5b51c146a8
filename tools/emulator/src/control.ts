import { batchScenarios } from "./batches/batch-scenarios.ts";
import { billOf } from "./bill.ts";
import type { Bill } from "./bill.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { describedFile } from "./files/described-file.ts";
import { isJsonObject } from "./json-object.ts";
import type { JsonReply } from "./json-reply.ts";
import type { Provider } from "./provider.ts";
import { scenarios } from "./scenarios.ts";
import { readShortForm, shortBucket, shortLatency } from "./short-forms.ts";

const callsOnPage = 25;

/** Adds up the bill of an emulated provider. */
export function currentBill(provider: Provider): Bill {
  const { traffic } = provider;
  return billOf(provider.calls, {
    inFlight: traffic.now("all"),
    maxInFlight: traffic.most("all"),
    maxInFlightByModel: traffic.mostByPrefix("model "),
    maxInFlightByKey: traffic.mostByPrefix("key "),
    modelListCalls: provider.modelListCalls,
    fileCalls: provider.fileCalls,
    batchCalls: provider.batchCalls,
    jobPolls: provider.jobPolls,
    pictureDownloads: provider.pictureDownloads,
    interruptedRequests: provider.interruptedRequests,
  });
}

/** Answers the emulator's own endpoints, which no real provider has. */
export function control(provider: Provider, method: string, verb: string, body: string): JsonReply {
  switch (`${method} ${verb}`) {
    case "GET bill":
      return { status: 200, body: currentBill(provider) };
    case "GET calls":
      return { status: 200, body: provider.calls };
    case "GET state":
      return { status: 200, body: currentState(provider) };
    case "GET scenarios":
      return { status: 200, body: { scenarios: describedScenarios(), batchScenarios } };
    case "POST release":
      return { status: 200, body: { released: provider.release() } };
    case "POST reset":
      provider.reset();
      return { status: 200, body: { options: withoutKeys(provider.options) } };
    case "POST configure":
      return configure(provider, body);
    default:
      return {
        status: 404,
        body: { error: `There is no ${method} /control/${verb}: GET / lists what there is.` },
      };
  }
}

/** All that the page shows, in one answer. */
function currentState(provider: Provider): Record<string, unknown> {
  const { options, files, batches, clock } = provider;
  return {
    nowMs: clock.nowMs(),
    bill: currentBill(provider),
    calls: provider.calls.slice(-callsOnPage).toReversed(),
    files: files.list(null).map((file) => describedFile(provider, file)),
    batches: batches.list(null).map((job) => ({
      name: `batches/${job.id}`,
      displayName: job.displayName,
      model: job.model.id,
      keyLastFour: job.keyLastFour,
      state: job.state,
      lines: job.lines.length,
      successful: job.successful,
      failed: job.failed,
      createdMs: job.createdMs,
    })),
    options: withoutKeys(options),
    short: {
      latency: shortLatency(options.latency),
      refusalLatency: shortLatency(options.refusalLatency),
      bucket: shortBucket(options.bucket),
    },
  };
}

/** Keys by their last four characters, spelt so that they can be given back as they are. */
function withoutKeys(options: EmulatorOptions): EmulatorOptions {
  const masked = (key: string): string => `*${key.slice(-4)}`;
  return {
    ...options,
    acceptedKeys: options.acceptedKeys?.map(masked) ?? null,
    revokedKeys: options.revokedKeys.map(masked),
    revokeKeyAfterCalls: Object.fromEntries(
      Object.entries(options.revokeKeyAfterCalls).map(([key, calls]) => [masked(key), calls]),
    ),
  };
}

function describedScenarios(): unknown[] {
  return Object.entries(scenarios).map(([name, { says, argument, ambiguous }]) => ({
    name,
    says,
    argument: argument ?? null,
    ambiguous: ambiguous ?? false,
  }));
}

function configure(provider: Provider, body: string): JsonReply {
  try {
    const change: unknown = JSON.parse(body === "" ? "{}" : body);
    if (!isJsonObject(change)) throw new Error("Send a JSON object of settings.");
    for (const name of ["latency", "refusalLatency", "bucket"]) {
      const words = change[name];
      if (typeof words === "string")
        change[name] = words === "" ? null : readShortForm(name, words);
    }
    return { status: 200, body: { options: withoutKeys(provider.configure(change)) } };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}
