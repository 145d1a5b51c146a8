import type { SealedKey } from "@bunch/core/ports/key-vault";
import { keyInConfig } from "./key-in-config.ts";
import type { Connection } from "./pools.ts";

/** Puts another sealed key in the place of a workflow's own; all of its executions go on with it. */
export async function replaceKey(
  connection: Connection,
  workflowId: string,
  sealed: SealedKey,
): Promise<void> {
  await connection.query(
    "update workflows set config = (config - 'account') || $2::jsonb where id = $1",
    [workflowId, JSON.stringify(keyInConfig(sealed))],
  );
}
