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
  pool.on("connect", (client) => watch(client, (one) => explained.push(one)));
  // The pool's own asks with a callback; this one waits for a promise, as everybody else does.
  const query: Query = async (text, values) => {
    const connection = await pool.connect();
    try {
      return await connection.query(text, values);
    } finally {
      connection.release();
    }
  };
  Object.assign(pool, { query });
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
      // What waits for the commit is work of the statement that caused it.
      await plain("set constraints all immediate");
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

  Object.assign(client, { query: watched });
}

/** Every step of a plan. */
export function stepsOf(step: Step): Step[] {
  return [step, ...(step.Plans ?? []).flatMap(stepsOf)];
}
