import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@bunch/core/ports/log";
import type { Inspected, PictureInspector } from "@bunch/core/ports/picture-inspector";
import { afterDeaths } from "./after-deaths.ts";
import {
  type Death,
  type InspectionProcess,
  inspectionProgram,
  startInspectionProcess,
} from "./start-inspection-process.ts";

export type InspectorOptions = {
  /** Processes at most; all but the first start only when a picture has waited for `crowdedMs`. */
  processes: number;
  crowdedMs: number;
  /** Longer than any call takes, so that what was started for a call still runs when its picture comes. */
  idleMs: number;
  startMs: number;
  /** The longest that one look at one picture may take. */
  pictureMs: number;
  program: string;
  /** Told of each process that died with a picture in its hands. */
  log: Pick<Log, "warn">;
};

const usual: InspectorOptions = {
  processes: 2,
  crowdedMs: 400,
  idleMs: 300_000,
  startMs: 20_000,
  pictureMs: 30_000,
  program: inspectionProgram,
  log: { warn: () => {} },
};

type Job = {
  bytes: Uint8Array;
  signal: AbortSignal;
  hasWaited: boolean;
} & PromiseWithResolvers<Inspected>;
/** A place for one process, which looks at one picture at a time: whatever happens to it is that picture's doing or nobody's. */
type Place = { busy: boolean; process: InspectionProcess | null; idle?: NodeJS.Timeout };

/**
 * An inspector that decodes in processes of its own, started when first needed and kept: a picture that breaks the
 * decoder breaks nothing else. It is tried once more in a fresh process by itself before it is called unreadable.
 */
export function createPictureInspector(some: Partial<InspectorOptions> = {}): PictureInspector {
  const options = { ...usual, ...some };
  const places = Array.from({ length: options.processes }, (): Place => ({
    busy: false,
    process: null,
  }));
  const waiting = new Set<Job>();

  /** Gives those who wait to the places that are free, in the order in which they came. */
  function serve(): void {
    for (const job of waiting) {
      const place = freePlace(job);
      if (!place) return;
      waiting.delete(job);
      void occupy(place, () => look(place, job)).then(job.resolve, job.reject);
    }
  }

  /** Rather one whose process is there already; another is started beside it only for whom that takes too long. */
  function freePlace({ hasWaited }: Job): Place | undefined {
    const free = places.filter(({ busy }) => !busy);
    const mayStart = hasWaited || free.length === places.length;
    return free.find(({ process }) => process?.isAlive()) ?? (mayStart ? free[0] : undefined);
  }

  async function occupy<Value>(place: Place, work: () => Promise<Value>): Promise<Value> {
    place.busy = true;
    clearTimeout(place.idle);
    try {
      return await work();
    } finally {
      place.busy = false;
      place.idle = setTimeout(() => dismiss(place), options.idleMs).unref();
      serve();
    }
  }

  function dismiss(place: Place): void {
    place.process?.dismiss();
    place.process = null;
  }

  async function start(place: Place, signal: AbortSignal): Promise<InspectionProcess> {
    if (place.process?.isAlive()) return place.process;
    place.process = null;
    return (place.process = await startInspectionProcess({ ...options, signal }));
  }

  async function look(place: Place, { bytes, signal }: Job): Promise<Inspected> {
    const deaths: Death[] = [];
    for (;;) {
      const process = await start(place, signal);
      // In its hands until they have let go of this picture.
      place.process = null;
      const outcome = await process.inspect({ bytes, mostMs: options.pictureMs, signal });
      if ("found" in outcome) {
        place.process = process;
        return outcome.found;
      }
      deaths.push(outcome.death);
      options.log.warn({ ...outcome.death }, "A process that looked at a picture died with it.");
      const next = afterDeaths(deaths);
      if (next.do === "give_up") return "unreadable";
      await delay(next.afterMs, undefined, { signal });
    }
  }

  return {
    expect() {
      const [first] = places;
      if (!first || first.busy) return;
      // What does not start now is started by the picture, which also hears why not.
      occupy(first, () => start(first, new AbortController().signal)).catch(() => {});
    },
    async inspect({ bytes, signal }) {
      signal.throwIfAborted();
      const job: Job = { bytes, signal, hasWaited: false, ...Promise.withResolvers() };
      waiting.add(job);
      const leave = () => {
        if (waiting.delete(job)) job.reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      serve();
      const crowded = setTimeout(() => {
        job.hasWaited = true;
        serve();
      }, options.crowdedMs);
      try {
        return await job.promise;
      } finally {
        clearTimeout(crowded);
        signal.removeEventListener("abort", leave);
      }
    },
  };
}
