import type { CallRecord } from "@bunch/emulator/bill";
import type { EmulatorOptions } from "@bunch/emulator/emulator-options";
import { freePort } from "../../testing/start-bunch.ts";
import { startProcess } from "./start-process.ts";

/** The emulator in a process of its own, so that its work is on nobody's account. */
export type EmulatedProvider = {
  url: string;
  pid: number;
  /** Forgets all calls and deals the latencies of that seed, in the order in which calls come. */
  deal: (seed: number) => Promise<void>;
  /** What it saw since. */
  calls: () => Promise<CallRecord[]>;
  stop: () => Promise<void>;
};

export async function startProvider(options: Partial<EmulatorOptions>): Promise<EmulatedProvider> {
  const port = await freePort();
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
      signal: AbortSignal.timeout(30_000),
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
    calls: async () => (await control("calls")) as CallRecord[],
    stop: () => emulator.stop(),
  };
}
