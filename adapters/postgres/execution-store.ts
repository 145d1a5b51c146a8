import type { ExecutionStore, Submission } from "@bunch/core/ports/execution-store";
import { Problem } from "@bunch/core/problem";
import { writeForPerson } from "./as-person.ts";
import { carryOut } from "./carry-out-change.ts";
import { dropReferences, expectReferences, keepReferences } from "./expected-references.ts";
import { findRepeat } from "./find-repeat.ts";
import { holdChange, holdWish } from "./hold-to-limits.ts";
import { insertWorkflow } from "./insert-submission.ts";
import { lockExecution } from "./lock-execution.ts";
import type { Connection, Pool } from "./pools.ts";
import { replaceKey } from "./replace-key.ts";
import { writeRuns } from "./write-runs.ts";

/** Executions in PostgreSQL, written for the person who asks. */
export function createExecutionStore(pool: Pool): ExecutionStore {
  return {
    expectReferences: (expected) =>
      writeForPerson(pool, expected.userId, async (connection) => {
        await holdWish(connection, { ...expected, besidesId: null });
        await expectReferences(connection, expected);
      }),

    submit: (submission) =>
      writeForPerson(pool, submission, async (connection) => {
        const runs = runsOf(submission);
        const submitted = await writeRuns(
          connection,
          { runs, setId: submission.set?.id ?? null },
          {
            before: (run) => insertWorkflow(connection, run),
            after: (run) =>
              keepReferences(connection, { ...run, paths: run.references.map(({ path }) => path) }),
          },
        );
        if (submitted.is !== "new") await dropAll(connection, submission);
        return submitted;
      }).catch(async (error: unknown) => {
        // The limit was used up while its pictures were stored.
        if (error instanceof Problem && error.code === "over_limit")
          await writeForPerson(pool, submission, (connection) => dropAll(connection, submission));
        throw error;
      }),

    findRepeat: ({ userId, key, digest }) =>
      writeForPerson(pool, userId, (connection) =>
        findRepeat(connection, { userId, key, digest, besidesId: null }),
      ),

    change: ({ userId, cameBy, executionId, decide, sealKey }) =>
      writeForPerson(pool, { userId, cameBy }, async (connection) => {
        const locked = await lockExecution(connection, { userId, executionId });
        if (!locked) return false;
        const change = decide(locked.state);
        // Before the workflow's row is held: whoever runs it again asks for the two in that order.
        const held = await holdChange(connection, { userId, executionId, change });
        if (sealKey && change.do !== "nothing")
          await replaceKey(connection, locked.workflowId, sealKey(locked.workflowId));
        await carryOut(connection, executionId, held);
        return true;
      }),
  };
}

/** The executions that a submission writes, in order. */
function runsOf(submission: Submission): [Submission, ...Submission[]] {
  const others = submission.set?.others ?? [];
  return [submission, ...others.map((other) => ({ ...submission, ...other }))];
}

async function dropAll(connection: Connection, submission: Submission): Promise<void> {
  for (const run of runsOf(submission)) await dropReferences(connection, run);
}
