import { startEmulator } from "@bunch/emulator/start-emulator";
import { openBrowser } from "../../../tools/testing/open-browser.ts";
import { startBunch } from "../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";

/** A Bunch with its pages, a provider that draws small pictures at once, and a browser; `stop` ends what was started. */
export async function startWithEmulator() {
  const emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 0 } });
  const started = await start({ GEMINI_BASE_URL: emulator.url }, () => emulator.stop());
  return { emulator, ...started };
}

/** The same on a database that the test may look into, a copy of its own on that server; the simulator draws. */
export async function startOnDatabase(postgres: string) {
  const { connectionString, drop } = await createTestDatabase(postgres);
  const env = { DATABASE_URL: connectionString, ENCRYPTION_KEY: "7c".repeat(32) };
  return { connectionString, ...(await start(env, drop)) };
}

async function start(env: Record<string, string>, stopOthers: () => Promise<void>) {
  try {
    const bunch = await startBunch({ dataDir: await makeTestFolder(), env, buildWeb: true });
    const browser = await openBrowser().catch(async (error: unknown) => {
      await bunch.stop();
      throw error;
    });
    const stop = async () => {
      await browser.close();
      await bunch.stop();
      await stopOthers();
    };
    return { bunch, browser, stop };
  } catch (error) {
    await stopOthers();
    throw error;
  }
}
