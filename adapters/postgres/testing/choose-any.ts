import type { Allowance } from "@bunch/core/pace/allowance";
import { createDispatchStore } from "../dispatch-store.ts";
import type { Pool } from "../pools.ts";

/** An account that may be asked as fast as there are slots. */
export const anyPace: Allowance = { inFlight: 1000, starts: 1000, startsUpTo: 0 };

/** Chooses what runs next, at any pace, and gives the results' ids. */
export async function chooseAny(
  pool: Pool,
  deadWorkerIds: readonly string[] = [],
): Promise<string[]> {
  const { chosen } = await createDispatchStore(pool).chooseNext({
    deadWorkerIds,
    allowances: [],
    forNew: anyPace,
  });
  return chosen.map(({ resultId }) => resultId);
}
