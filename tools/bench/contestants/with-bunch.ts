import { rm } from "node:fs/promises";
import { type Bunch, startBunch } from "../../testing/start-bunch.ts";
import { makeTestFolder } from "../../testing/test-folder.ts";
import { meterOf } from "../measuring/usage-meter.ts";

/** A Bunch that was just installed, and what tells how much its processes use. */
export type MeasuredBunch = Bunch & { meter: ReturnType<typeof meterOf> };

/** Starts all of Bunch on an empty data folder, lets `use` have it, and clears both away. */
export async function withBunch<Value>(
  env: Record<string, string>,
  use: (bunch: MeasuredBunch) => Promise<Value>,
): Promise<Value> {
  const dataDir = await makeTestFolder();
  try {
    const bunch = await startBunch({
      dataDir,
      // Another default than everybody's would be another program.
      env: { WORKER_CONCURRENCY: "auto", RETRY_FIRST_WAIT_MS: "1000", ...env },
    });
    try {
      return await use({ ...bunch, meter: meterOf({ pid: bunch.pid, dataDir }) });
    } finally {
      await bunch.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
