import type { ExecutionRemover } from "@bunch/core/ports/execution-remover";
import { writeForPerson } from "./as-person.ts";
import { lockExecution } from "./lock-execution.ts";
import type { Pool } from "./pools.ts";
import { forgetRemovals, takeRemovals } from "./removals.ts";

/** Deletes executions in PostgreSQL; app_api may delete no row by itself, only a whole execution by the database's own function. */
export function createExecutionRemover(pool: Pool): ExecutionRemover {
  return {
    remove: ({ userId, cameBy, executionId, refuse }) =>
      writeForPerson(pool, { userId, cameBy }, async (connection) => {
        const locked = await lockExecution(connection, { userId, executionId });
        if (!locked) return false;
        refuse(locked.state);
        const done = await connection.query<{ deleted: boolean }>(
          "select private.delete_execution($1) as deleted",
          [executionId],
        );
        if (done.rows[0]?.deleted !== true)
          throw new Error(`Execution ${executionId} was not deleted.`);
        return true;
      }),

    removalsOf: ({ userId, executionId }) => ({
      take: ({ limit }) =>
        writeForPerson(pool, userId, (connection) =>
          takeRemovals(connection, { executionId, spoolId: null, limit }),
        ),
      forget: ({ ids }) =>
        writeForPerson(pool, userId, (connection) => forgetRemovals(connection, ids)),
    }),
  };
}
