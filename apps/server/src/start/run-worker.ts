import { deliverWebhooks } from "@bunch/core/flow/deliver-webhooks";
import { keepAddingUp } from "@bunch/core/flow/keep-adding-up";
import { keepForgetting } from "@bunch/core/flow/keep-forgetting";
import { work } from "@bunch/core/flow/work";
import type { Log } from "@bunch/core/ports/log";
import type { Meter } from "@bunch/core/ports/meter";
import type { Begun } from "./begin.ts";
import type { Registry } from "prom-client";
import { countSpool } from "../metrics/count-spool.ts";
import { refuseUnknownDefault } from "../refuse-unknown-default.ts";
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
  // Before it draws: a batch of now may be of a model that was added on screen.
  await worker.catalogue.lay();
  refuseUnknownDefault(config, input.common.models);
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
  // What is paid comes first: nothing is forgotten, told or added up before the worker draws.
  const draws = Promise.race([started, working]);
  const signal = end.stop;
  const besides = draws.then(() =>
    Promise.all([
      keepForgetting(worker.forget, { signal }),
      deliverWebhooks(worker.tell, { signal }),
      keepAddingUp(worker.addUp, { signal }),
      worker.catalogue.keep({ signal }),
    ]),
  );
  const drained = Promise.all([working, besides])
    .then(() => undefined)
    .finally(() => worker.close());
  await Promise.race([started, drained]);
  return { drained, watched: worker.watched };
}
