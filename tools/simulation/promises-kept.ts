import type { AttemptRow, ResultRow } from "./database.ts";
import { type Call, pictureByte } from "./provider.ts";
import type { World } from "./world.ts";

const refuseMost = { drawFailed: 2, filtered: 1 };

/** What must hold once everything has come to rest; a sentence for each promise that was broken. */
export function brokenPromises(world: World): string[] {
  const broken: string[] = [];
  const named = namedPaths(world);
  for (const path of world.store.kept.keys())
    if (!named.has(path)) broken.push(`I9: ${path} lies in the store and no row names it.`);
  for (const path of named)
    if (!world.store.kept.has(path)) broken.push(`I9: ${path} is named and not in the store.`);
  const stored = new Set(world.store.kept.values());
  for (const { keptWhole } of world.disks)
    for (const { attemptId, bytes } of keptWhole)
      if (bytes[0] === pictureByte && !stored.has(bytes.join(",")))
        broken.push(`I2: the picture of ${attemptId} was spooled and is not in the store.`);
  for (const execution of world.database.executions) {
    let [settled, possible] = [0, 0];
    for (const result of execution.results) {
      const money = moneyOf(result);
      settled += money.settled;
      possible += money.possible;
      broken.push(...brokenOf(world, result, money));
    }
    if (settled !== execution.costMicros || possible !== execution.possibleMicros)
      broken.push(`I4: ${execution.id} is not the sum of its attempts.`);
  }
  return broken;
}

function brokenOf(
  world: World,
  result: ResultRow,
  { settled, possible }: { settled: number; possible: number },
): string[] {
  const broken: string[] = [];
  const calls = world.provider.calls.filter(({ resultId }) => resultId === result.id);
  const bill = calls.reduce((sum, { billedMicros }) => sum + billedMicros, 0);
  if (settled > bill || bill > settled + possible)
    broken.push(`I4: ${result.id} settled ${settled}, possible ${possible}, billed ${bill}.`);
  const billed = calls.filter(({ billedMicros }) => billedMicros > 0).length;
  const most = mostCalls(world, result, calls);
  if (billed > most)
    broken.push(`I3: ${billed} calls were billed for ${result.id} where ${most} are explained.`);
  if (result.status === "completed" && result.path === null)
    broken.push(`I1: ${result.id} is completed without a picture.`);
  return broken;
}

/** One call for each time the user asked, one for each fault that left a call in doubt, and the paid redraws (R2, R3). */
function mostCalls(world: World, result: ResultRow, calls: readonly Call[]): number {
  const adopted = result.attempts.filter(({ id }) => world.watch.adopted.has(id)).length;
  const unanswered = calls.filter(
    ({ outcome, isGivenUp }) =>
      isGivenUp || outcome.is === "cut" || outcome.is === "breaks" || "isBilled" in outcome,
  ).length;
  let redraws = 0;
  for (let round = 1; round <= result.round; round += 1) {
    const ended = (outcome: AttemptRow["outcome"]) =>
      result.attempts.filter((one) => one.round === round && one.outcome === outcome).length;
    redraws += Math.min(refuseMost.drawFailed, ended("draw_failed"));
    if (result.execution.redrawFiltered)
      redraws += Math.min(refuseMost.filtered, ended("filtered"));
  }
  return result.round + adopted + unanswered + redraws;
}

function moneyOf(result: ResultRow): { settled: number; possible: number } {
  let [settled, possible] = [0, 0];
  for (const { state, costMicros, ceilingMicros } of result.attempts) {
    settled += costMicros;
    if (state === "uncertain") possible += ceilingMicros;
  }
  return { settled, possible };
}

function namedPaths(world: World): Set<string> {
  const named = new Set<string>();
  for (const { path, extraPaths } of world.database.results.values())
    for (const one of path === null ? extraPaths : [path, ...extraPaths]) named.add(one);
  return named;
}
