import { holdDataFolder, openDatabase } from "../wiring/database.ts";
import { openCommon } from "../wiring/open-common.ts";
import { begin } from "./begin.ts";
import { buildWebIfStale } from "./build-web.ts";
import { runApi } from "./run-api.ts";
import { tellDrain, tellServing } from "./tell-holder.ts";

/** `npm run server`: the API and the web app; workers run beside it, one process each. */
await begin(async (begun, opened) => {
  const { config, end } = begun;
  const { log } = begun.logFor("server");
  // On a database of its own any number of them may share a data folder; the embedded one has one server.
  const folder = config.databaseUrl
    ? null
    : await holdDataFolder(config, end.stop, (sentence) => log.info({}, sentence));
  if (folder) {
    opened.defer(() => folder.release());
    tellDrain(folder, end.stop);
  }
  await buildWebIfStale({ log, signal: end.stop });
  const database = await openDatabase(config, log, end.stop, { inDeploy: true });
  opened.defer(() => database.stop());
  const common = await openCommon(config, log);
  opened.defer(() => common.endTracing());
  const api = await runApi(begun, {
    common,
    connectionString: database.connectionString,
    log,
    workerMissing: () => [],
  });
  opened.defer(() => api.close());
  if (folder) await tellServing(folder, api.listening.url);
  log.info({}, `Bunch is ready: open ${api.listening.url}/nano-banana`);
  await end.stopped;
});
