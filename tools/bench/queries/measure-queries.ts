import { median } from "../measuring/median.ts";
import { type ClientQuery, openStores } from "./open-stores.ts";
import { type Explained, explainStatements, stepsOf } from "./explain-statements.ts";
import type { Filled } from "./fill-database.ts";

/** What one question came to: medians of the database's own times, over all of its statements. */
export type Measured = {
  name: string;
  planningMs: number;
  executionMs: number;
  /** The slowest statement, and tables that any of them read whole. */
  slowest: string;
  readWhole: string[];
};

/** Asks each question several times as the API would, and adds up what the database says that it took. */
export async function measureQueries(
  queries: readonly ClientQuery[],
  input: { connectionString: string; filled: Filled; times: number },
): Promise<{ measured: Measured[]; unasked: string[] }> {
  const { pool, explain } = explainStatements(input.connectionString);
  const { stores, unasked } = noteVerbs(openStores(pool));
  const measured: Measured[] = [];
  try {
    for (const { name, ask } of queries) {
      const runs: Explained[][] = [];
      for (let turn = 0; turn <= input.times; turn += 1) {
        const run = await explain(() => ask(stores, input.filled, pool));
        if (run.length === 0) throw new Error(`"${name}" asked the database nothing.`);
        // The first warms what a server at work has warm: its caches and the connection's.
        if (turn > 0) runs.push(run);
      }
      const last = runs.at(-1) ?? [];
      const total = (run: Explained[], of: "planningMs" | "executionMs") =>
        run.reduce((sum, one) => sum + one[of], 0);
      measured.push({
        name,
        planningMs: median(runs.map((run) => total(run, "planningMs"))),
        executionMs: median(runs.map((run) => total(run, "executionMs"))),
        slowest: last.toSorted((a, b) => msOf(b) - msOf(a))[0]?.text ?? "",
        readWhole: [
          ...new Set(
            last
              .flatMap(({ plan }) => stepsOf(plan))
              .filter((step) => step["Node Type"] === "Seq Scan" && (step["Actual Loops"] ?? 0) > 0)
              .map((step) => step["Relation Name"] ?? ""),
          ),
        ],
      });
    }
  } finally {
    await pool.end();
  }
  return { measured, unasked: unasked() };
}

function msOf({ planningMs, executionMs }: Explained): number {
  return planningMs + executionMs;
}

/** The same stores, and which of their verbs nobody has used: a new one must not be forgotten here. */
function noteVerbs<Stores extends Record<string, object>>(
  stores: Stores,
): { stores: Stores; unasked: () => string[] } {
  const left = new Set(
    Object.entries(stores).flatMap(([store, verbs]) =>
      Object.keys(verbs).map((verb) => `${store}.${verb}`),
    ),
  );
  const noted = Object.entries(stores).map(([store, verbs]) => [
    store,
    new Proxy(verbs, {
      get: (target, verb) => {
        left.delete(`${store}.${String(verb)}`);
        return Reflect.get(target, verb) as unknown;
      },
    }),
  ]);
  return { stores: Object.fromEntries(noted) as Stores, unasked: () => [...left] };
}
