import type {
  PictureWithoutRenditions,
  RenditionNote,
  RenditionStore,
} from "@bunch/core/ports/rendition-store";
import type { Pool } from "./pools.ts";

const isOpen = `r.status = 'completed' and r.thumbhash is null and r.renditions_given_up is null
  and (r.renditions_not_before is null or r.renditions_not_before <= now())`;

/** Lends the pictures that want smaller copies from PostgreSQL, and writes down what came of them. */
export function createRenditionStore(pool: Pool): RenditionStore {
  return {
    take: async ({ lendMs }) => {
      const taken = await pool.query<PictureWithoutRenditions>(
        // It waits for no row: whoever holds one settles or deletes it.
        `with one as (
           select r.id from workflow_batch_results r where ${isOpen}
           order by r.completed_at desc limit 1 for update skip locked
         ), two as (
           select from workflow_batch_results r where ${isOpen} order by r.completed_at desc limit 2)
         update workflow_batch_results set renditions_not_before = now() + $1 * interval '1 millisecond'
         where id = (select id from one)
         returning id as "resultId", execution_id as "executionId", object_path as path, renditions_tries as tries,
           (select e.traceparent from workflow_executions e where e.id = execution_id) as traceparent,
           (select count(*) > 1 from two) as "areMore"`,
        [lendMs],
      );
      return taken.rows[0] ?? null;
    },

    note: async ({ resultId, path, note }) => {
      const noted = await pool.query(
        `update workflow_batch_results
         set thumbhash = coalesce($3, thumbhash), renditions_tries = coalesce($4, renditions_tries),
           renditions_not_before = now() + $5 * interval '1 millisecond', renditions_given_up = $6
         where id = $1 and object_path = $2`,
        [resultId, path, ...valuesOf(note)],
      );
      return noted.rowCount === 1;
    },
  };
}

/** Blur, tries, wait, and why it was given up. */
function valuesOf(note: RenditionNote): (string | number | null)[] {
  switch (note.did) {
    case "made":
      return [note.thumbhash, null, null, null];
    case "failed":
      return [null, note.tries, note.againInMs, null];
    case "given_up":
      return [null, note.tries, null, note.because];
    default:
      throw new Error(`Unknown note ${JSON.stringify(note satisfies never)}`);
  }
}
