import type { CallRecord } from "@bunch/emulator/bill";
import { freePort } from "../testing/start-bunch.ts";
import { greedyBoundMs } from "./greedy-bound.ts";
import type { Scenario } from "./scenario.ts";
import { startProcess } from "./start-process.ts";

/** The emulator in a process of its own, so that its work is on nobody's account. */
export type EmulatedProvider = {
  url: string;
  pid: number;
  /** Forgets all calls and deals the latencies of that seed, in the order in which calls come. */
  deal: (seed: number) => Promise<void>;
  /** What it saw since: the bound of the latencies that it served, and what it drew. */
  account: () => Promise<{ boundMs: number; pictures: string[]; mostInFlight: number }>;
  stop: () => Promise<void>;
};

export async function startProvider(scenario: Scenario): Promise<EmulatedProvider> {
  const port = await freePort();
  const options = {
    latency: { kind: "uniform", ...scenario.latency },
    pictureBytes: scenario.pictureBytes,
    gzip: scenario.gzip,
  };
  const emulator = startProcess("tools/emulator/src/main.ts", [
    "--port",
    String(port),
    "--options",
    JSON.stringify(options),
  ]);
  await emulator.hears("GEMINI_BASE_URL");
  const url = `http://127.0.0.1:${port}`;
  const control = async (verb: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/control/${verb}`, {
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`The emulator refused ${verb}: ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    pid: emulator.pid,
    deal: async (seed) => {
      await control("reset", {});
      await control("configure", { seed });
    },
    account: async () => {
      const calls = (await control("calls")) as CallRecord[];
      return {
        boundMs: greedyBoundMs(calls.map(servedMs), scenario.slots),
        pictures: calls.flatMap(({ imageSha256 }) => imageSha256),
        mostInFlight: Math.max(...calls.map(({ inFlight }) => inFlight)),
      };
    },
    stop: () => emulator.stop(),
  };
}

function servedMs(call: CallRecord): number {
  if (call.finishedAt === null || call.status !== 200)
    throw new Error(
      `The emulator's ${call.id} ended with ${call.status}: nothing can be compared.`,
    );
  return Date.parse(call.finishedAt) - Date.parse(call.receivedAt);
}
