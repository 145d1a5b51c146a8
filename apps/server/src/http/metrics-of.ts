import { countFleet } from "../metrics/count-fleet.ts";
import { countOpenWork } from "../metrics/count-open-work.ts";
import { countQueue } from "../metrics/count-queue.ts";
import type { AppInput } from "./app-input.ts";
import type { MetricsInput } from "./metrics.ts";

/** What an API process tells besides its own doings: what the database and the queue know of all processes. */
export function metricsOf({ registry, openWork, fleet, queue, settings }: AppInput): MetricsInput {
  const { signIn, metricsToken, deathAfterMs } = settings;
  return {
    registry,
    look: [
      countOpenWork(registry, openWork),
      countFleet(registry, fleet, { deathAfterMs }),
      countQueue(registry, queue),
    ],
    isOpen: signIn === null,
    metricsToken,
  };
}
