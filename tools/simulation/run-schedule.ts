import type { Acts } from "./acts.ts";
import { type Database, isOpen } from "./database.ts";
import { brokenPromises } from "./promises-kept.ts";
import { pictureByte } from "./provider.ts";
import type { Schedule } from "./schedule.ts";
import { processOf, strike } from "./strike.ts";
import { resumeAll } from "./user.ts";
import { World } from "./world.ts";

/** What a run came to. */
export type Told = { violations: string[]; calls: number; virtualMs: number; steps: number };

/** After the last fault everything is mended and must come to rest within that time. */
const restWithinMs = 600_000;
const mendEveryMs = 5000;
const mostSteps = 200_000;

/** Runs one schedule to its end: faults, then mending, then rest; and holds the outcome against every promise. */
export async function runSchedule(
  schedule: Schedule,
  plant: (acts: Acts, database: Database) => Acts = (acts) => acts,
): Promise<Told> {
  const world = new World(schedule, plant);
  const { time } = world;
  const left = [...schedule.strikes];
  let doorsLeft = Infinity;
  let appointment = 0;
  let mends = false;

  function expectNext(): void {
    const next = left[0];
    doorsLeft = next?.afterDoors ?? Infinity;
    const expected = (appointment += 1);
    if (next) time.in(next.atMostMs, () => expected === appointment && strikeNext());
    else time.in(schedule.mendAfterMs, () => (mends = true));
  }
  function strikeNext(): void {
    const next = left.shift();
    if (next) strike(world, next.fault);
    expectNext();
  }
  world.atDoor = (process) => {
    const next = left[0]?.fault;
    // What strikes a worker waits for that worker's own doors, however long it sleeps meanwhile.
    if (next && "worker" in next && processOf(world, next) !== process) return;
    if ((doorsLeft -= 1) < 0) strikeNext();
  };
  expectNext();
  let how = await time.pass({
    untilMs: Infinity,
    mostSteps,
    isOver: () => mends || (left.length === 0 && isAtRest(world)),
  });
  if (how === "over") {
    world.atDoor = () => {};
    mend(world);
    how = await time.pass({
      untilMs: time.nowMs + restWithinMs,
      mostSteps,
      isOver: () => isAtRest(world),
    });
  }
  const { violations } = world.watch;
  if (how !== "over") violations.push(`It never came to rest (${how}): ${stuck(world)}`);
  else violations.push(...brokenPromises(world));
  return {
    violations,
    calls: world.provider.calls.length,
    virtualMs: time.nowMs,
    steps: time.steps,
  };
}

/** Ends every trouble, now and for good: whoever froze goes on, whoever died is started again, the user resumes. */
function mend(world: World): void {
  world.isDatabaseOut = false;
  world.store.isOut = false;
  for (const disk of world.disks) disk.isFull = false;
  for (const process of world.cutOff) {
    world.cutOff.delete(process);
    world.endedTroubleOf(process);
  }
  const again = () => {
    for (const place of world.places) {
      if (place.process.state === "frozen") {
        place.process.thaw();
        world.endedTroubleOf(place.process);
      }
      world.join(place);
    }
    resumeAll(world.database);
    if (!isAtRest(world)) world.time.in(mendEveryMs, again);
  };
  again();
}

/** Nothing is open, nobody has anything in hand, no picture lies in a spool, and the provider has billed what it draws. */
function isAtRest({ database, places, carrier, provider, disks }: World): boolean {
  for (const { status } of database.results.values())
    if (status === "pending" || status === "processing") return false;
  for (const attempt of database.attempts.values()) if (isOpen(attempt)) return false;
  for (const { process } of places)
    if (process.state === "frozen" || carrier.activeOf(process) > 0) return false;
  for (const { keptWhole } of disks)
    for (const { attemptId, bytes } of keptWhole)
      if (bytes[0] === pictureByte && database.attempts.get(attemptId)?.state === "uncertain")
        return false;
  return provider.calls.every(({ isOpen: isDrawing }) => !isDrawing);
}

function stuck({ database }: World): string {
  const open = [...database.results.values()].filter(
    ({ status }) => status === "pending" || status === "processing",
  );
  return open
    .map(
      ({ id, status, attempts }) =>
        `${id} ${status} ${attempts.map(({ state }) => state).join(" ")}`,
    )
    .join("; ");
}
