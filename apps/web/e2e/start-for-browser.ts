import { startEmulator } from "@bunch/emulator/start-emulator";
import { openBrowser } from "../../../tools/testing/open-browser.ts";
import { type Bunch, freePort, startBunch } from "../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";

/**
 * A Bunch with its pages, a provider that draws small pictures, at once unless told, and a browser. `startAgain` starts one
 * that has ended anew in its place, `stop` ends what was started.
 */
export async function startWithEmulator(input: { latencyMs?: number; slots?: number } = {}) {
  const latency = { kind: "fixed", ms: input.latencyMs ?? 0 } as const;
  const emulator = await startEmulator({ tinyPictures: true, latency });
  const env = {
    GEMINI_BASE_URL: emulator.url,
    ...(input.slots && { WORKER_CONCURRENCY: String(input.slots) }),
  };
  return { emulator, ...(await start(env, () => emulator.stop())) };
}

/** The same on a database that the test may look into, a copy of its own on that server; the simulator draws. */
export async function startOnDatabase(postgres: string) {
  const { connectionString, drop } = await createTestDatabase(postgres);
  const env = { DATABASE_URL: connectionString, ENCRYPTION_KEY: "7c".repeat(32) };
  return { connectionString, ...(await start(env, drop)) };
}

async function start(env: Record<string, string>, stopOthers: () => Promise<void>) {
  let bunch: Bunch | undefined;
  try {
    const place = { dataDir: await makeTestFolder(), port: await freePort() };
    const startAgain = async () => (bunch = await startBunch({ ...place, env, buildWeb: true }));
    const first = await startAgain();
    const browser = await openBrowser();
    const stop = async () => {
      await browser.close();
      await bunch?.stop();
      await stopOthers();
    };
    return { bunch: first, browser, startAgain, stop };
  } catch (error) {
    await bunch?.stop();
    await stopOthers();
    throw error;
  }
}
