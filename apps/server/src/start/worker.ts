import { silentMeter } from "../metrics/silent-meter.ts";
import { openDatabase } from "../wiring/database.ts";
import { openCommon } from "../wiring/open-common.ts";
import { begin } from "./begin.ts";
import { runWorker } from "./run-worker.ts";

await begin(async (begun, opened) => {
  const { log } = begun.logFor("worker");
  const database = await openDatabase(begun.config, log, begun.end.stop, { inDeploy: true });
  opened.defer(() => database.stop());
  const common = await openCommon(begun.config, log);
  const { drained } = await runWorker(begun, {
    common,
    connectionString: database.connectionString,
    log,
    meter: silentMeter,
  });
  log.info(
    { slots: begun.config.workerConcurrency },
    "The worker draws what a server on the same database takes in; start one with npm run server, if none runs.",
  );
  await drained;
  log.info(
    {},
    begun.end.leave.aborted
      ? "The worker has left; what was in flight is taken up by the next."
      : "The worker has left; nothing is in flight.",
  );
});
