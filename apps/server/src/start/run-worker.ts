import { deliverWebhooks } from "@bunch/core/flow/deliver-webhooks";
import { keepForgetting } from "@bunch/core/flow/keep-forgetting";
import { work } from "@bunch/core/flow/work";
import type { Log } from "@bunch/core/ports/log";
import type { Meter } from "@bunch/core/ports/meter";
import type { Begun } from "./begin.ts";
import type { Registry } from "prom-client";
import { countSpool } from "../metrics/count-spool.ts";
import { openWorker } from "../wiring/open-worker.ts";

type Watched = Awaited<ReturnType<typeof openWorker>>["watched"];

/** Runs a worker until it has drained; `started` resolves once it draws. */
export async function runWorker(
  begun: Begun,
  input: {
    common: Parameters<typeof openWorker>[1]["common"];
    connectionString: string;
    log: Log;
    meter: Meter;
    /** Where the figures of this process are kept. */
    registry: Registry;
  },
): Promise<{ drained: Promise<void>; watched: Watched }> {
  const { config, end, secrets } = begun;
  const worker = await openWorker(config, {
    ...input,
    hideSecret: (secret) => secrets.hideSecret(secret),
    signal: end.stop,
  });
  countSpool(input.registry, worker.watched.spool);
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const working = work(worker.doors, {
    workerId: worker.workerId,
    spoolId: worker.spoolId,
    predecessorIds: worker.predecessorIds,
    slots: config.workerConcurrency,
    heartbeatMs: config.heartbeatMs,
    deathAfterMs: config.deathAfterMs,
    stop: end.stop,
    leave: end.leave,
    started: resolve,
  });
  // What is paid comes first: nothing is forgotten before the worker draws.
  const forgetting = Promise.race([started, working]).then(() =>
    keepForgetting(worker.forget, { signal: end.stop }),
  );
  const telling = Promise.race([started, working]).then(() =>
    deliverWebhooks(worker.tell, { signal: end.stop }),
  );
  const drained = Promise.all([working, forgetting, telling])
    .then(() => undefined)
    .finally(() => worker.close());
  await Promise.race([started, drained]);
  return { drained, watched: worker.watched };
}
