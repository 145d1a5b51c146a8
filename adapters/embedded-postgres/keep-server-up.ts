import { setTimeout as pause } from "node:timers/promises";
import type { ClusterPlace } from "./cluster-place.ts";
import { isPostmasterOf } from "./postmaster-process.ts";
import { readPostmasterFile } from "./postmaster-file.ts";

const lookEveryMs = 1000;
const afterTroubleMs = 10_000;

/**
 * Starts the server of a cluster again whenever its process is gone, until the signal aborts: killed for its memory, or by
 * a slip of somebody's hand. Whoever waits for it goes on by itself then.
 */
export async function keepServerUp(input: {
  place: ClusterPlace;
  bringUp: () => Promise<unknown>;
  log: (message: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { place, log, signal } = input;
  const rest = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    await rest(lookEveryMs);
    if (signal.aborted || (await isThere(place))) continue;
    try {
      await input.bringUp();
      log(`PostgreSQL on ${place.clusterFolder} was gone and has been started again.`);
    } catch (error) {
      if (signal.aborted) return;
      log(`PostgreSQL on ${place.clusterFolder} is gone: ${String(error)} It is tried again.`);
      await rest(afterTroubleMs);
    }
  }
}

/** By its process alone: a server that is too busy to answer is there. */
async function isThere(place: ClusterPlace): Promise<boolean> {
  const file = await readPostmasterFile(place.clusterFolder).catch(() => undefined);
  return file !== undefined && (await isPostmasterOf(file.pid, place.clusterFolder));
}
