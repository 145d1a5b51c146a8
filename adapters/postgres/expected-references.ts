import { Problem } from "@bunch/core/problem";
import type { Connection } from "./pools.ts";

/** How long a submission may take from here to its commit; after that its pictures are rubbish. */
const forMinutes = 15;

type Expected = { userId: string; executionId: string; paths: readonly string[] };

/** Lists pictures that are about to be stored as rubbish, until their submission says otherwise. */
export async function expectReferences(connection: Connection, expected: Expected): Promise<void> {
  await connection.query(
    `insert into removals (user_id, execution_id, object_path, not_before)
     select $1, $2, path, now() + $4 * interval '1 minute' from unnest($3::text[]) path`,
    [expected.userId, expected.executionId, expected.paths, forMinutes],
  );
}

/** Takes them off the list, in the transaction that writes the rows; refuses where somebody has begun to remove them. */
export async function keepReferences(connection: Connection, expected: Expected): Promise<void> {
  const kept = await connection.query(
    `delete from removals
     where user_id = $1 and execution_id = $2 and object_path = any ($3) and tries = 0`,
    [expected.userId, expected.executionId, expected.paths],
  );
  if (kept.rowCount !== expected.paths.length)
    throw new Problem(
      "not_ready",
      "Storing the reference pictures took too long, so nothing was started. Send the batch again.",
    );
}

/** Lets them be removed now. */
export async function dropReferences(
  connection: Connection,
  which: Omit<Expected, "paths">,
): Promise<void> {
  await connection.query(
    "update removals set not_before = now() where user_id = $1 and execution_id = $2",
    [which.userId, which.executionId],
  );
}
