import type { Execution, ExecutionStatus } from "@bunch/contracts/execution";
import { shortId } from "../batch/find-batch.ts";
import type { CommandContext } from "../command-context.ts";
import { exitStatus, type ExitStatus } from "../exit-status.ts";
import { columnsOf } from "../terminal/rows.ts";
import { onOneLine, style } from "../terminal/style.ts";
import type { Speech } from "../words/speak.ts";

const usualLimit = 20;
const mostAtOnce = 200;
/** Below this, a batch takes two lines. */
const wideColumns = 76;

/** `bunch batch list`: the newest batches, one a line. */
export async function batchList(
  context: CommandContext,
  options: {
    limit: number | undefined;
    status: ExecutionStatus | undefined;
    search: string | undefined;
  },
): Promise<ExitStatus> {
  const { terminal, speech } = context;
  const { words } = speech;
  const limit = options.limit ?? usualLimit;
  const { client } = await context.openServer();
  const batches: Execution[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.listExecutions({
      limit: Math.min(mostAtOnce, limit - batches.length),
      ...(cursor === null ? {} : { cursor }),
      ...(options.status === undefined ? {} : { status: options.status }),
      ...(options.search === undefined ? {} : { search: options.search }),
    });
    batches.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null && batches.length < limit);
  for (const batch of batches) terminal.tell({ type: "batch", ...batch });
  if (terminal.json) return exitStatus.allThere;
  if (batches.length === 0) {
    const isAll = options.status === undefined && options.search === undefined;
    terminal.say(isAll ? words.noBatches : words.noBatchFits);
    return exitStatus.allThere;
  }
  const isWide = terminal.columns() >= wideColumns;
  terminal.say((isWide ? wideRows(speech, batches) : narrowRows(speech, batches)).join("\n"));
  if (cursor !== null) terminal.complain(style.dim(words.moreBatches(batches.length)));
  return exitStatus.allThere;
}

function wideRows(speech: Speech, batches: readonly Execution[]): string[] {
  const cells = batches.map((batch) => {
    const { id, begun, status, done, cost, name } = cellsOf(speech, batch);
    return [style.bold(id), begun, status, done, cost, name];
  });
  return columnsOf(cells, [4]);
}

function narrowRows(speech: Speech, batches: readonly Execution[]): string[] {
  return batches.flatMap((batch) => {
    const { id, begun, status, done, cost, name } = cellsOf(speech, batch);
    return [`${style.bold(id)}  ${begun}`, `  ${name} · ${status} · ${done} · ${cost}`];
  });
}

function cellsOf({ words, formats }: Speech, batch: Execution) {
  const { stats } = batch;
  const done = words.done(stats.successful, stats.total_results);
  return {
    id: shortId(batch.id),
    begun: formats.moment(batch.created_at),
    status: words.status[batch.status],
    done: stats.failed > 0 ? `${done}, ${words.failed(stats.failed)}` : done,
    cost: formats.total(stats.total_cost),
    name: onOneLine(batch.name ?? batch.model),
  };
}
