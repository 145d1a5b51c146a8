import { holdDataFolder, openCommon, openDatabase } from "../wiring.ts";
import { begin } from "./begin.ts";
import { buildWebIfStale } from "./build-web.ts";
import { runApi } from "./run-api.ts";
import { runWorker } from "./run-worker.ts";

/** `npm start`: database, queue, worker, API and web app in one process, for one machine. */
await begin(async (begun) => {
  const { config, end } = begun;
  const server = begun.logFor("server");
  const worker = begun.logFor("worker");
  const folder = await holdDataFolder(config, end.stop);
  const building = buildWebIfStale({ log: server.log, signal: end.stop });
  const database = await openDatabase(config, server.log, end.stop);
  const common = await openCommon(config, server.log);
  await building;
  const { connectionString } = database;

  let draws = false;
  const api = await runApi(begun, {
    common,
    connectionString,
    log: server.log,
    workerMissing: () => (draws ? [] : ["worker"]),
  });
  const { drained } = await runWorker(begun, { common, connectionString, log: worker.log });
  draws = true;
  server.log.info({}, `Bunch is ready: open ${api.listening.url}/nano-banana`);

  await Promise.race([end.stopped, drained]);
  server.log.info({}, "Stopping: nothing new is started, and what is under way is finished.");
  await drained;
  await api.close();
  await database.stop();
  await folder.release();
  server.log.info(
    {},
    end.leave.aborted
      ? "Stopped; what was in flight is taken up at the next start."
      : "Stopped; nothing is in flight.",
  );
  await Promise.all([server.close(), worker.close()]);
});
