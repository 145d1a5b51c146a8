import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { canaryFinder, everyRow } from "../../apps/server/src/testing/find-canaries.ts";
import type { DatabaseUnderTest } from "./database-under-test.ts";
import type { EmulatedProvider } from "./emulated-provider.ts";
import { type AttemptRow, type Evidence, readRows, readSpools, readStore } from "./evidence.ts";
import type { FaultProxy } from "./fault-proxy.ts";
import type { Plan } from "./plan.ts";
import type { Story } from "./play.ts";
import type { SupervisedProcess } from "./supervised-process.ts";

/** Reads the three sources once nothing runs any more. */
export async function gatherEvidence(input: {
  plan: Plan;
  database: DatabaseUnderTest;
  provider: EmulatedProvider;
  toProvider: FaultProxy;
  processes: readonly SupervisedProcess[];
  dataDirs: readonly string[];
  folder: string;
  secrets: readonly string[];
  exports: readonly string[];
  story: Story;
}): Promise<Evidence> {
  const { plan, database, dataDirs } = input;
  const bill = await input.provider.finalBill();
  const calls = await input.provider.calls();
  const slots = plan.processes.reduce((sum, { slots: own }) => sum + own, 0);
  // Each may leave all its calls in flight without an answer.
  const deaths = input.processes
    .flatMap(({ history }) => history)
    .filter((what) => what !== "deployed").length;
  const rows = await readRows(database.superuserUrl);
  const lateMs = ({ sent_at: sent, ended_at: ended }: AttemptRow) =>
    (ended?.getTime() ?? 0) - sent.getTime();
  return {
    ...rows,
    bill,
    calls,
    stored: await readStore(join(dataDirs[0] ?? "", "pictures")),
    spooled: await readSpools(dataDirs),
    answered: input.story.answered,
    watched: input.story.watched,
    caps: capsOf(plan, input.story),
    leaks: await findLeaks(input),
    slots,
    mostOpen: input.toProvider.mostOpen(),
    doubtCauses:
      deaths * slots +
      input.toProvider.cuts() +
      calls.filter(({ arrived }) => arrived !== "whole").length +
      calls.filter(({ status }) => status === 408 || status === 504).length +
      calls.filter(({ scenario }) => scenario?.startsWith("truncated")).length +
      // Its deadline has passed: on a busy machine that can happen to any call.
      rows.attempts.filter((attempt) => lateMs(attempt) >= plan.generationTimeoutMs).length,
    deaths,
    isCalm: plan.events.length === 0 && deaths === 0,
  };
}

function capsOf(plan: Plan, story: Story): Map<string, number> {
  const caps = new Map<string, number>();
  for (const [key, number] of story.batchOf) {
    const id = story.answered.get(key)?.[0];
    const dollars = plan.batches[number]?.maxCostDollars ?? null;
    if (id && dollars !== null) caps.set(id, Math.round(dollars * 1e6));
  }
  return caps;
}

/** Looks for keys wherever something is kept or told; PostgreSQL's own files hold what its rows hold. */
async function findLeaks(input: {
  database: DatabaseUnderTest;
  dataDirs: readonly string[];
  folder: string;
  secrets: readonly string[];
  exports: readonly string[];
  processes: readonly SupervisedProcess[];
}): Promise<string[]> {
  const find = canaryFinder(input.secrets);
  const leaks: string[] = [];
  for (const [table, rows] of await everyRow(input.database.superuserUrl))
    if (find(rows).length > 0) leaks.push(`the table ${table}`);
  for (const { name, output } of input.processes)
    if (find(output()).length > 0) leaks.push(`what ${name} says`);
  for (const text of input.exports) if (find(text).length > 0) leaks.push(text.slice(0, 200));
  const entries = await readdir(input.folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes("/postgres/")) continue;
    if (find(await readFile(path)).length > 0) leaks.push(path);
  }
  return leaks;
}
