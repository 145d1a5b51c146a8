import type { Bill, CallRecord } from "@bunch/emulator/bill";
import type { EmulatorOptions } from "@bunch/emulator/emulator-options";
import { freePort } from "../testing/start-bunch.ts";
import { until } from "../testing/until.ts";
import { spawnNode } from "./spawn-node.ts";

/** The emulator in a process of its own, so that its bill outlives everything that dies. */
export type EmulatedProvider = {
  port: number;
  calls: () => Promise<CallRecord[]>;
  /** Lets what hangs have its answer, and gives the bill once nothing is worked on any more. */
  finalBill: () => Promise<Bill>;
  stop: () => Promise<void>;
};

/** Starts it; resolves once it listens. */
export async function startEmulatedProvider(
  options: Partial<EmulatorOptions>,
): Promise<EmulatedProvider> {
  const port = await freePort();
  const emulator = spawnNode(
    "tools/emulator/src/main.ts",
    ["--port", String(port), "--options", JSON.stringify(options)],
    {},
  );
  await until("the emulator listens", () => emulator.output().includes("GEMINI_BASE_URL"), {
    give: emulator.output,
  });
  const control = async (verb: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/control/${verb}`, {
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    return response.json();
  };
  const bill = async () => (await control("bill")) as Bill;
  return {
    port,
    calls: async () => (await control("calls")) as CallRecord[],
    finalBill: async () => {
      await until("the provider's bill is final", async () => {
        await control("release", {});
        return (await bill()).unfinished === 0;
      });
      return bill();
    },
    stop: async () => {
      emulator.kill("SIGKILL");
      await emulator.ended;
    },
  };
}
