import type { WorkDoors } from "@bunch/core/flow/work";
import type { ExecutionStore } from "@bunch/core/ports/execution-store";
import type { SealedKeyPlace } from "@bunch/core/ports/sealed-keys";
import { crashingExecutions, crashingPlaces, crashingWorker, createCrash } from "./crash-points.ts";
import { plantBug, type PlantedBug } from "./planted-bugs.ts";
import type { CrashAt } from "./read-crash-at.ts";

type Wanted = { crashAt: readonly CrashAt[]; plantedBug: PlantedBug | null };

/** A worker's doors as a test wants them to break; outside tests the very same doors. */
export function breakOnPurpose(
  { crashAt, plantedBug }: Wanted,
  pool: Parameters<typeof plantBug>[2],
  doors: WorkDoors,
): WorkDoors {
  const mistaken = plantedBug ? plantBug(doors, plantedBug, pool) : doors;
  return crashAt.length > 0 ? crashingWorker(mistaken, createCrash(crashAt)) : mistaken;
}

/** The API's store of executions, which a test may end the process in; outside tests the very same store. */
export function crashingSubmission(
  { crashAt }: Pick<Wanted, "crashAt">,
  executions: ExecutionStore,
): ExecutionStore {
  return crashAt.length > 0 ? crashingExecutions(executions, createCrash(crashAt)) : executions;
}

/** The places that a rotation seals anew, which a test may end the process in; outside tests the very same places. */
export function crashingRotation(
  { crashAt }: Pick<Wanted, "crashAt">,
  places: SealedKeyPlace[],
): SealedKeyPlace[] {
  return crashAt.length > 0 ? crashingPlaces(places, createCrash(crashAt)) : places;
}
