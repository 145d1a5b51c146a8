import { countWork } from "../metrics/count-work.ts";
import { liveModels } from "../metrics/live-models.ts";
import { createRegistry } from "../metrics/create-registry.ts";
import { openDatabase } from "../wiring/database.ts";
import { openCommon } from "../wiring/open-common.ts";
import { begin } from "./begin.ts";
import { bunchVersion } from "./bunch-version.ts";
import { runWorker } from "./run-worker.ts";
import { watchPort } from "./watch-port.ts";

await begin(async (begun, opened) => {
  const { log } = begun.logFor("worker");
  const database = await openDatabase(begun.config, log, begun.end.stop, { inDeploy: true });
  opened.defer(() => database.stop());
  const common = await openCommon(begun.config, log);
  opened.defer(() => common.endTracing());
  const version = await bunchVersion();
  const registry = createRegistry({ version });
  let watched: Awaited<ReturnType<typeof runWorker>>["watched"] | null = null;
  // Before it draws: a worker that cannot have its port must not die of that with paid calls under way.
  if (begun.config.metricsAt) {
    const port = await watchPort(begun.config, { registry, version, watched: () => watched, log });
    opened.defer(() => port.close(0));
  }
  const worker = await runWorker(begun, {
    common,
    connectionString: database.connectionString,
    log,
    meter: countWork(registry, liveModels(common.models)),
    registry,
  });
  watched = worker.watched;
  log.info(
    { slots: begun.config.workerConcurrency },
    "The worker draws what a server on the same database takes in; start one with npm run server, if none runs.",
  );
  await worker.drained;
  log.info(
    {},
    begun.end.leave.aborted
      ? "The worker has left; what was in flight is taken up by the next."
      : "The worker has left; nothing is in flight.",
  );
});
