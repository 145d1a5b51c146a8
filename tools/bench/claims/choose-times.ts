import { picture, pictureSettled } from "@bunch/adapters/postgres/testing/open-ledger";
import type { Database } from "./open-database.ts";

/** How long each took, in the order in which they were done. */
export type ChoiceTimes = { chooseMs: number[]; claimMs: number[]; settleMs: number[] };

/**
 * Fills the slots again and again as a worker does: chooses, claims and settles what was chosen, one after the other. What
 * is done stays behind in the tables and their indexes, as it does in life.
 */
export async function chooseTimes(
  database: Database,
  input: { executions: number; resultsOfEach: number; rounds: number },
): Promise<ChoiceTimes> {
  await database.clear();
  await database.submit(input);
  const { ledger, workerId } = database;
  const times: ChoiceTimes = { chooseMs: [], claimMs: [], settleMs: [] };
  for (let round = 0; round < input.rounds; round += 1) {
    const chosen = await timed(times.chooseMs, () => database.chooseNext());
    if (chosen.length === 0) throw new Error("Nothing was chosen although results wait.");
    for (const resultId of chosen) {
      const claim = await timed(times.claimMs, () =>
        ledger.claim({
          resultId,
          workerId,
          account: "keyless",
          ceilingMicros: 50_000,
          deadlineMs: 60_000,
        }),
      );
      if (!claim) throw new Error(`The result ${resultId} could not be claimed.`);
      await timed(times.settleMs, () =>
        ledger.settle({
          attemptId: claim.attemptId,
          settlement: pictureSettled,
          picture: picture(resultId),
          drawnInMs: 1,
        }),
      );
    }
  }
  return times;
}

async function timed<Value>(into: number[], work: () => Promise<Value>): Promise<Value> {
  const startedMs = performance.now();
  const value = await work();
  into.push(performance.now() - startedMs);
  return value;
}
