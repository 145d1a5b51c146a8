import type { WorkDoors } from "@bunch/core/flow/work";
import { refuseOutsideTests } from "./read-crash-at.ts";
import type { Variables } from "./read-variables.ts";

/** Mistakes that somebody could make in the path of a paid picture; the chaos harness has to find each. */
const plantedBugs = ["no_fence", "no_recovery", "attempt_after_call", "forget_spool"] as const;
export type PlantedBug = (typeof plantedBugs)[number];

/** Reads PLANTED_BUG; null without it. It is for tests alone, and refused elsewhere. */
export function readPlantedBug(read: Variables): PlantedBug | null {
  const given = read.text("PLANTED_BUG");
  if (!given) return null;
  const bug = plantedBugs.find((one) => one === given);
  if (!bug)
    read.refuse(
      "PLANTED_BUG",
      `"${given}" is not known. Set one of ${plantedBugs.join(", ")}, or leave it out.`,
    );
  refuseOutsideTests(read, "PLANTED_BUG");
  return bug ?? null;
}

/** The database as the worker may use it. */
type Database = { query(statement: string, values: unknown[]): Promise<unknown> };

/** A worker's doors with one mistake in them. */
export function plantBug<Doors extends Pick<WorkDoors, "ledger" | "spool" | "recovery">>(
  doors: Doors,
  bug: PlantedBug,
  pool: Database,
): Doors {
  const { ledger, spool, recovery } = doors;
  switch (bug) {
    case "no_fence":
      // Whoever settles last has its picture in the row, however late it comes; no other is kept beside it.
      return {
        ...doors,
        ledger: {
          ...ledger,
          async settle(input) {
            const settled = await ledger.settle(input);
            if (input.picture)
              await pool.query(
                `update workflow_batch_results r set
                   object_path = case r.status when 'completed' then $2 else r.object_path end,
                   object_sha256 = case r.status when 'completed' then $3 else r.object_sha256 end,
                   extra_paths = array_remove(r.extra_paths, $2)
                 from result_attempts a where a.id = $1 and r.id = a.result_id`,
                [input.attemptId, input.picture.path, input.picture.sha256],
              );
            return settled;
          },
        },
      };
    case "no_recovery":
      return { ...doors, recovery: { ...recovery, orphans: async () => [] } };
    case "attempt_after_call":
      // Between the claim and the settlement nobody sees that a call was made.
      return {
        ...doors,
        ledger: {
          ...ledger,
          async claim(input) {
            const claim = await ledger.claim(input);
            if (claim)
              await pool.query(
                "update result_attempts set state = 'refused', outcome = 'not_called' where id = $1",
                [claim.attemptId],
              );
            return claim;
          },
          async settle(input) {
            await pool.query(
              "update result_attempts set state = 'sent', outcome = null where id = $1 and outcome = 'not_called'",
              [input.attemptId],
            );
            return ledger.settle(input);
          },
        },
      };
    case "forget_spool": {
      const own = new Set<string>();
      return {
        ...doors,
        spool: {
          ...spool,
          async open(input) {
            own.add(input.attemptId);
            return spool.open(input);
          },
          find: async (input) => (own.has(input.attemptId) ? spool.find(input) : null),
        },
      };
    }
    default:
      throw new Error(`Unknown bug ${String(bug satisfies never)}`);
  }
}
