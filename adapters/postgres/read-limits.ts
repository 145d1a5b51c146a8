import { everybodysLimits, type PersonLimits } from "@bunch/core/limits/everybodys-limits";
import type { Connection, Pool } from "./pools.ts";

/** What holds for a person now, or for everybody where `userId` is null. */
export async function readLimits(
  connection: Connection | Pool,
  userId: string | null,
): Promise<PersonLimits> {
  const found = await connection.query<PersonLimits>(
    `select requests_a_minute as "requestsAMinute", executions_a_day as "executionsADay",
       pictures_a_day as "picturesADay", money_a_month_micros as "moneyAMonthMicros"
     from private.limits_of($1)`,
    [userId],
  );
  return found.rows[0] ?? everybodysLimits;
}
