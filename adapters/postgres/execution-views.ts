import type { ExecutionEventType } from "@bunch/contracts/event";
import type { ExecutionStatus, WaitReason } from "@bunch/contracts/execution";
import type { Counts, ExecutionViews, SequenceWatch } from "@bunch/core/ports/execution-views";
import { claimsOf, readAsPerson } from "./as-person.ts";
import { executionColumns, executionOf, type ExecutionRow } from "./execution-rows.ts";
import { findOwner } from "./find-owner.ts";
import { pageOf, readCursor, timeMark, timeMarkShape } from "./pages.ts";
import type { Pool } from "./pools.ts";
import { resultColumns, resultOf, type ResultRow } from "./result-rows.ts";
import { searchHistory } from "./search-history.ts";
import { searchText } from "./search-pattern.ts";

type CountedLater = "undecided" | "undecidedMicros" | "overCapMicros";
type EventRow = {
  sequence: number;
  type: ExecutionEventType;
  createdAt: string;
  prompt_text: string | null;
  rating: number | null;
  rejected: boolean | null;
  data: {
    status: ExecutionStatus;
    reason: WaitReason | null;
    /** Those of older events lack what was not counted then. */
    counts: Omit<Counts, CountedLater> & Partial<Pick<Counts, CountedLater>>;
    result: Omit<ResultRow, "prompt_text" | "rating" | "rejected"> | null;
  };
};

/** What owners and admins read from PostgreSQL, as themselves; the explicit user in each statement is for its speed, the policies are the wall. */
export function createExecutionViews(pool: Pool): ExecutionViews & SequenceWatch {
  return {
    find: ({ userId, executionId }) =>
      readAsPerson(pool, userId, async (connection) => {
        const findOf = async (ownerId: string) => {
          const found = await connection.query<ExecutionRow>(
            `select ${executionColumns} from workflow_executions e where e.id = $1 and e.user_id = $2`,
            [executionId, ownerId],
          );
          return found.rows[0] ? executionOf(found.rows[0]) : null;
        };
        const own = await findOf(userId);
        if (own) return own;
        const owner = await findOwner(connection, { userId, executionId });
        return owner && findOf(owner.ownerId);
      }),

    list: ({ userId, status, search, limit, cursor }) =>
      readAsPerson(pool, userId, async (connection) => {
        const text = searchText(search);
        if (text !== null)
          return searchHistory(connection, { userId, status, text, limit, cursor });
        const [beforeMicros, id] = readCursor(cursor, timeMarkShape);
        const found = await connection.query<ExecutionRow & { mark: string }>(
          `select ${executionColumns}, ${timeMark("created_at")} as mark
           from workflow_executions e
           where user_id = $1 and ($2::text is null or status = $2)
             and ($3::bigint is null
               or (created_at, id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
           order by created_at desc, id desc limit $5`,
          [userId, status, beforeMicros ?? null, id ?? null, limit + 1],
        );
        return pageOf(found.rows, limit, executionOf, (row) => `${row.mark}_${row.id}`);
      }),

    set: ({ userId, setId }) =>
      readAsPerson(pool, userId, async (connection) => {
        const found = await connection.query<ExecutionRow>(
          `select ${executionColumns} from workflow_executions e
           where e.set_id = $1 and e.user_id = $2 order by e.set_place`,
          [setId, userId],
        );
        return found.rows.map(executionOf);
      }),

    results: ({ userId, executionId, status, fromSlot, limit, cursor }) =>
      readAsPerson(pool, userId, async (connection) => {
        const owner = await findOwner(connection, { userId, executionId });
        if (!owner) return null;
        const { ownerId, variations } = owner;
        const after = fromSlot === null ? cursor : markBefore(fromSlot, variations);
        const [index, variation] = readCursor(after, /^(\d{1,9})_(\d{1,9})$/);
        const found = await connection.query<ResultRow>(
          `select ${resultColumns} from workflow_batch_results
           where execution_id = $1 and user_id = $2 and ($3::text is null or status = $3)
             and ($4::int is null or (batch_index, variation) > ($4, $5::int))
           order by batch_index, variation limit $6`,
          [executionId, ownerId, status, index ?? null, variation ?? null, limit + 1],
        );
        return pageOf(found.rows, limit, resultOf, (row) => `${row.batch_index}_${row.variation}`);
      }),

    eventsAfter: async ({ userId, ownerId, executionId, sequence, limit }) => {
      const found = await pool.query<EventRow>(
        `select sequence, type, data, created_at as "createdAt", prompt_text, rating, rejected
         from private.rated_events_after($1, $2, $3, $4, $5)`,
        [claimsOf(userId), executionId, ownerId, sequence, limit],
      );
      return found.rows.map((row) => ({
        sequence: row.sequence,
        type: row.type,
        at: row.createdAt,
        executionId,
        status: row.data.status,
        reason: row.data.reason,
        counts: { undecided: 0, undecidedMicros: 0, overCapMicros: 0, ...row.data.counts },
        result: row.data.result
          ? resultOf({
              ...row.data.result,
              prompt_text: row.prompt_text ?? "",
              rating: row.rating,
              rejected: row.rejected ?? false,
            })
          : null,
      }));
    },

    lastSequences: async ({ executionIds }) => {
      const found = await pool.query<{ id: string; last_sequence: number }>(
        "select id, last_sequence from private.last_sequences($1)",
        [executionIds],
      );
      return new Map(found.rows.map((row) => [row.id, row.last_sequence]));
    },
  };
}

/** Where the page ended that a slot follows on. */
function markBefore(slot: number, variations: number): string | null {
  if (slot === 0) return null;
  return `${Math.floor((slot - 1) / variations)}_${(slot - 1) % variations}`;
}
