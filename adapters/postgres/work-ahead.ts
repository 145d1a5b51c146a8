import type { Pool } from "./pools.ts";

/**
 * Whether any batch, whoever it belongs to, wants to be drawn, is being drawn, or is in a pause that ends by itself. Asked
 * as the owner of the tables, since nobody else sees why the batches of all people wait.
 */
export async function isWorkAhead(owner: Pool): Promise<boolean> {
  const found = await owner.query<{ isAhead: boolean }>(
    `select exists (
       select from public.workflow_executions
       where completed_at is null and (paused_reason is null or paused_reason ->> 'until' is not null)
     ) as "isAhead"`,
  );
  return found.rows[0]?.isAhead === true;
}
