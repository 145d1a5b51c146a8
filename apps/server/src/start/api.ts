import { holdDataFolder, openCommon, openDatabase } from "../wiring.ts";
import { begin } from "./begin.ts";
import { buildWebIfStale } from "./build-web.ts";
import { runApi } from "./run-api.ts";

/** `npm run server`: the API and the web app; workers run beside it, one process each. */
await begin(async (begun) => {
  const { config, end } = begun;
  const { log, close } = begun.logFor("server");
  const folder = await holdDataFolder(config, end.stop);
  await buildWebIfStale({ log, signal: end.stop });
  const database = await openDatabase(config, log, end.stop);
  const common = await openCommon(config, log);
  const api = await runApi(begun, {
    common,
    connectionString: database.connectionString,
    log,
    workerMissing: () => [],
  });
  log.info({ url: api.listening.url }, `Bunch is ready: ${api.listening.url}/nano-banana`);
  await end.stopped;
  await api.close();
  await database.stop();
  await folder.release();
  await close();
});
