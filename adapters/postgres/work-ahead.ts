import type { Pool } from "./pools.ts";

/**
 * Whether any batch, whoever it belongs to, wants to be drawn, is being drawn, or is in a pause that ends by itself, or a webhook is about to go out. Asked
 * as the owner of the tables, since nobody else sees why the batches of all people wait.
 */
export async function isWorkAhead(owner: Pool): Promise<boolean> {
  const found = await owner.query<{ isAhead: boolean }>(
    `select exists (
       select from public.workflow_executions
       where completed_at is null and (paused_reason is null or paused_reason ->> 'until' is not null)
     ) or exists (
       select from public.webhook_deliveries
       where state = 'pending' and not_before < now() + interval '1 minute'
     ) as "isAhead"`,
  );
  return found.rows[0]?.isAhead === true;
}
