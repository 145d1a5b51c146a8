import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { chooseAny } from "@bunch/adapters/postgres/testing/choose-any";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createLedger } from "@bunch/adapters/postgres/ledger";
import { migrate } from "@bunch/adapters/postgres/migrate";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
import { makeSubmission } from "@bunch/adapters/postgres/testing/make-submission";
import { createWorkerRegistry } from "@bunch/adapters/postgres/worker-registry";
import { testUserId } from "../../testing/test-database.ts";
import { makeTestFolder } from "../../testing/test-folder.ts";

const onError = () => {};
/** As many connections as a worker process has at most. */
const mostConnections = 24;

/** An embedded PostgreSQL of its own, migrated, with one worker on it. */
export type Database = {
  owner: Pool;
  workers: Pool;
  workerId: string;
  ledger: ReturnType<typeof createLedger>;
  chooseNext: () => Promise<string[]>;
  /** Writes executions of so many results down; tells the results' ids, the executions taking turns. */
  submit: (input: { executions: number; resultsOfEach: number }) => Promise<string[]>;
  /** Forgets all that was submitted. */
  clear: () => Promise<void>;
  close: () => Promise<void>;
};

export async function openDatabase(input: { slots: number }): Promise<Database> {
  const dataDir = await makeTestFolder();
  const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(60_000) });
  const { connectionString } = postgres.connection;
  await migrate({ connectionString, localUserId: testUserId });
  const api = createPool({ connectionString, role: "app_api", most: 2, onError });
  const workers = createPool({
    connectionString,
    role: "app_worker",
    most: mostConnections,
    onError,
  });
  const owner = createPool({ connectionString, role: null, most: mostConnections, onError });
  const [workerId, spoolId] = [randomUUID(), randomUUID()];
  await createWorkerRegistry(workers).join({ workerId, spoolId, slots: input.slots });
  return {
    owner,
    workers,
    workerId,
    ledger: createLedger(workers, spoolId),
    chooseNext: () => chooseAny(workers),
    submit: async ({ executions, resultsOfEach }) => {
      const prompts = Array.from(
        { length: resultsOfEach },
        (_, number) => `a lighthouse at dusk, number ${number} of a series`,
      );
      const ids: string[] = [];
      for (let number = 0; number < executions; number += 1) {
        const submission = makeSubmission({ userId: testUserId, prompts });
        ids.push(submission.executionId);
        await createExecutionStore(api).submit(submission);
      }
      await owner.query("analyze");
      const results = await owner.query<{ id: string }>(
        `select id from workflow_batch_results where execution_id = any ($1)
         order by batch_index, execution_id`,
        [ids],
      );
      return results.rows.map(({ id }) => id);
    },
    clear: async () => {
      await owner.query(
        "truncate workflow_executions, workflow_batch_results, result_attempts, execution_events",
      );
    },
    close: async () => {
      await Promise.all([api, workers, owner].map((pool) => pool.end()));
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
