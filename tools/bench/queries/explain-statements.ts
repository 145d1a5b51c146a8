import { createPool, type Connection, type Pool } from "@bunch/adapters/postgres/pools";

/** A step of a plan as PostgreSQL tells it. */
export type Step = {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Loops"?: number;
  Plans?: Step[];
};

/** One statement as the database carried it out, by its own clock. */
export type Explained = { text: string; planningMs: number; executionMs: number; plan: Step };

type Told = {
  "QUERY PLAN": [{ Plan: Step; "Planning Time": number; "Execution Time": number }];
};
type Query = (text: string, values?: unknown[]) => Promise<unknown>;
type Callback = (error: Error | null, result?: unknown) => void;

/** What works on rows. What says only who asks is left out: it reads and writes none. */
const worksOnRows = /^\s*(?:select|with|insert|update|delete)\b(?!\s+set_config\()/i;

/**
 * A pool of one connection that acts as the API and has the database explain each statement before it is carried out: on
 * the same connection, as the same role, with the same claims and values. So no SQL is written down twice.
 */
export function explainStatements(connectionString: string): {
  pool: Pool;
  /** Does some work and gives its statements, in their order. */
  explain: (work: () => Promise<unknown>) => Promise<Explained[]>;
} {
  const pool = createPool({ connectionString, role: "app_api", most: 1, onError: () => {} });
  let explained: Explained[] = [];
  pool.on("connect", (client) => watch(client as Connection, (one) => explained.push(one)));
  return {
    pool,
    explain: async (work) => {
      explained = [];
      await work();
      return explained;
    },
  };
}

/** Puts an explanation before each statement of a connection; what it changes is undone. */
function watch(client: Connection, note: (one: Explained) => void): void {
  const plain = client.query.bind(client) as unknown as Query;
  let isInTransaction = false;

  const watched: Query = async (text, values) => {
    if (text === "begin") isInTransaction = true;
    if (text === "commit" || text === "rollback") isInTransaction = false;
    if (worksOnRows.test(text)) {
      const [before, after] = isInTransaction
        ? ["savepoint explained", "rollback to explained; release explained"]
        : ["begin", "rollback"];
      await plain(before);
      const told = (await plain(`explain (analyze, timing off, format json) ${text}`, values)) as {
        rows: Told[];
      };
      await plain(after);
      const [one] = told.rows[0]?.["QUERY PLAN"] ?? [];
      if (!one) throw new Error(`No plan came for ${text}`);
      note({
        text,
        planningMs: one["Planning Time"],
        executionMs: one["Execution Time"],
        plan: one.Plan,
      });
    }
    return plain(text, values);
  };

  // The pool asks with a callback, everybody else waits for a promise.
  const query = (text: unknown, values?: unknown, callback?: Callback): unknown => {
    if (typeof text !== "string") return (plain as (...all: unknown[]) => unknown)(text, values);
    const done = typeof values === "function" ? (values as Callback) : callback;
    const answer = watched(text, Array.isArray(values) ? values : undefined);
    if (!done) return answer;
    void answer.then(
      (result) => done(null, result),
      (error: Error) => done(error),
    );
    return undefined;
  };
  Object.assign(client, { query });
}

/** Every step of a plan. */
export function stepsOf(step: Step): Step[] {
  return [step, ...(step.Plans ?? []).flatMap(stepsOf)];
}
