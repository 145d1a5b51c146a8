import type { ExecutionStatus } from "@bunch/contracts/execution";
import type { ExecutionView, Page } from "@bunch/core/ports/execution-views";
import { executionColumns, executionOf, type ExecutionRow } from "./execution-rows.ts";
import { pageOf, readCursor, timeMark, timeMarkShape } from "./pages.ts";
import type { Connection } from "./pools.ts";

/** So many batches are looked through for one page, whatever is found: whoever has more asks again for the rest. */
export const batchesSearchedAtOnce = 2000;

const afterCursor = `($2::bigint is null
  or (t.created_at, t.execution_id) < ('epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3::uuid))`;

/**
 * One's batches whose name, model or first prompts hold a text, newest first. A page that is not full, even an empty one,
 * has a next one while there are batches that were not looked through.
 */
export async function searchHistory(
  connection: Connection,
  asked: {
    userId: string;
    status: ExecutionStatus | null;
    text: string;
    limit: number;
    cursor: string | null;
  },
): Promise<Page<ExecutionView>> {
  const { userId, status, text, limit, cursor } = asked;
  const [beforeMicros = null, beforeId = null] = readCursor(cursor, timeMarkShape);
  const from = [userId, beforeMicros, beforeId];
  const end = await endOfLook(connection, from);
  const [endMicros = null, endId = null] = readCursor(end, timeMarkShape);
  const found = await connection.query<ExecutionRow & { mark: string }>(
    `select ${executionColumns}, ${timeMark("t.created_at")} as mark
     from searched_texts t join workflow_executions e on e.id = t.execution_id
     where t.user_id = $1 and ${afterCursor}
       and ($4::bigint is null
         or (t.created_at, t.execution_id) >= ('epoch'::timestamptz + $4::bigint * interval '1 microsecond', $5::uuid))
       and strpos(t.lines, (select private.folded($6))) > 0
       and ($7::text is null or e.status = $7)
     order by t.created_at desc, t.execution_id desc limit $8`,
    [...from, endMicros, endId, text, status, limit + 1],
  );
  const page = pageOf(found.rows, limit, executionOf, (row) => `${row.mark}_${row.id}`);
  return { items: page.items, next: page.next ?? end };
}

/** The last batch that is looked at for this page; null where none follows. */
async function endOfLook(
  connection: Connection,
  from: readonly (string | null)[],
): Promise<string | null> {
  const found = await connection.query<{ mark: string; id: string }>(
    `select ${timeMark("t.created_at")} as mark, t.execution_id as id from searched_texts t
     where t.user_id = $1 and ${afterCursor}
     order by t.created_at desc, t.execution_id desc offset ${batchesSearchedAtOnce - 1} limit 2`,
    [...from],
  );
  const [last, next] = found.rows;
  return last && next ? `${last.mark}_${last.id}` : null;
}
