import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bill, CallRecord } from "@bunch/emulator/bill";
import pg from "pg";
import type { Watched } from "./watch-stream.ts";

type ExecutionRow = {
  id: string;
  status: string;
  idempotency_key: string | null;
  completed_at: Date | null;
  results_count: number;
  pending_count: number;
  processing_count: number;
  completed_count: number;
  failed_count: number;
  cancelled_count: number;
  cost_micros: string;
  possible_micros: string;
  last_sequence: string;
  reference_images: { path: string }[];
  settings: { on_doubt?: string };
};
export type ResultRow = {
  id: string;
  execution_id: string;
  error_code: string | null;
  prompt_text: string;
  status: string;
  object_path: string | null;
  object_sha256: string | null;
  extra_paths: string[];
  cost_micros: string;
  possible_micros: string;
};
export type AttemptRow = {
  id: string;
  result_id: string;
  execution_id: string;
  round: number;
  number: number;
  state: string;
  outcome: string | null;
  cost_micros: string;
  ceiling_micros: string;
  sent_at: Date;
  ended_at: Date | null;
};
export type EventRow = {
  execution_id: string;
  sequence: string;
  type: string;
  result_id: string | null;
  data: {
    /** The execution's, just after the event. */
    status: string;
    reason: { code: string } | null;
    counts: { costMicros: number; possibleMicros: number };
    result: { possible_micros: number; undecided: boolean } | null;
  };
};

/** What the three sources say after a run: the provider, the database, the store and spools; and what people saw. */
export type Evidence = {
  executions: ExecutionRow[];
  results: ResultRow[];
  attempts: AttemptRow[];
  events: EventRow[];
  /** What is still listed to be removed from the store. */
  removalPaths: string[];
  calls: CallRecord[];
  bill: Bill;
  /** sha256 of every picture in the store, by path; smaller copies apart. */
  stored: Map<string, string>;
  /** The bodies of the files that were left in spools, by attempt. */
  spooled: Map<string, Buffer>;
  /** The ids that each Idempotency-Key was answered with. */
  answered: Map<string, string[]>;
  watched: Map<string, Watched>;
  /** The cap that each execution was sent with, in micro-dollars. */
  caps: Map<string, number>;
  /** Where a canary was found. */
  leaks: string[];
  slots: number;
  /** Connections to the provider at once, as the line before it saw them. */
  mostOpen: number;
  /** Everything that may make a doubt: cut lines, calls in flight at deaths, answers that did not arrive. */
  doubtCauses: number;
  /** Kills, freezes and ends by themselves. */
  deaths: number;
  isCalm: boolean;
};

/** The rows of a run, read past every policy. */
export async function readRows(
  superuserUrl: string,
): Promise<Pick<Evidence, "executions" | "results" | "attempts" | "events" | "removalPaths">> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const all = async <Row extends pg.QueryResultRow>(statement: string) =>
    (await client.query<Row>(statement)).rows;
  try {
    return {
      executions: await all<ExecutionRow>("select * from workflow_executions order by created_at"),
      results: await all<ResultRow>(
        "select * from workflow_batch_results order by execution_id, batch_index, variation",
      ),
      attempts: await all<AttemptRow>("select * from result_attempts order by result_id, number"),
      events: await all<EventRow>("select * from execution_events order by execution_id, sequence"),
      removalPaths: (
        await all<{ path: string }>(
          "select object_path as path from removals where object_path is not null",
        )
      ).map(({ path }) => path),
    };
  } finally {
    await client.end();
  }
}

/** What lies in the store. */
export async function readStore(folder: string): Promise<Map<string, string>> {
  const stored = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    if (!entry.isFile() || path.startsWith(".") || /\.\d+\.webp$/.test(path)) continue;
    stored.set(path, sha256(await readFile(join(folder, path))));
  }
  return stored;
}

/** What lies in the spools below these data folders. */
export async function readSpools(dataDirs: readonly string[]): Promise<Map<string, Buffer>> {
  const spooled = new Map<string, Buffer>();
  for (const dataDir of dataDirs) {
    const folder = join(dataDir, "spool");
    for (const name of await readdir(folder).catch(() => [])) {
      if (!/\.(part|answer)$/.test(name)) continue;
      const file = await readFile(join(folder, name));
      spooled.set(name, file.subarray(file.indexOf("\n") + 1));
    }
  }
  return spooled;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The place in the plan that a prompt names, as it stands in the provider's record and in ours. */
export function markOf(prompt: string | null): string {
  return /picture (\d+-\d+-\d+)/.exec(prompt ?? "")?.[1] ?? "none";
}
