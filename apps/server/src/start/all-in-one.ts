import { holdDataFolder, openDatabase } from "../wiring/database.ts";
import { openCommon } from "../wiring/open-common.ts";
import { begin } from "./begin.ts";
import { buildWebIfStale } from "./build-web.ts";
import { runApi } from "./run-api.ts";
import { runWorker } from "./run-worker.ts";
import { stopWhenIdle } from "./stop-when-idle.ts";
import { tellDrain, tellServing } from "./tell-holder.ts";

/** `npm start`: database, queue, worker, API and web app in one process, for one machine. */
await begin(async (begun, opened) => {
  const { config, end } = begun;
  const { log } = begun.logFor("server");
  const workerLog = begun.logFor("worker").log;
  const folder = await holdDataFolder(config, end.stop, (sentence) => log.info({}, sentence));
  opened.defer(() => folder.release());
  tellDrain(folder, end.stop);
  const building = buildWebIfStale({ log, signal: end.stop });
  const database = await openDatabase(config, log, end.stop, { inDeploy: true });
  opened.defer(() => database.stop());
  const common = await openCommon(config, log);
  opened.defer(() => common.endTracing());
  await building;
  const { connectionString } = database;

  let draws = false;
  const api = await runApi(begun, {
    common,
    connectionString,
    log,
    workerMissing: () => (draws ? [] : ["worker"]),
  });
  opened.defer(() => api.close());
  const { drained } = await runWorker(begun, {
    common,
    connectionString,
    log: workerLog,
    meter: api.meter,
    registry: api.registry,
  });
  draws = true;
  await tellServing(folder, api.listening.url);
  log.info({}, `Bunch is ready: open ${api.listening.url}/nano-banana`);

  if (config.stopWhenIdleMs > 0)
    void stopWhenIdle({
      afterMs: config.stopWhenIdleMs,
      isAtWork: api.isAtWork,
      stop: () => {
        log.info({}, "Nothing has been asked for a while, so this server ends (STOP_WHEN_IDLE_S).");
        process.emit("SIGTERM");
      },
      signal: end.stop,
    });
  await Promise.race([end.stopped, drained]);
  log.info({}, "Stopping: nothing new is started, and what is under way is finished.");
  await drained;
  log.info(
    {},
    end.leave.aborted
      ? "Stopped; what was in flight is taken up at the next start."
      : "Stopped; nothing is in flight.",
  );
});
