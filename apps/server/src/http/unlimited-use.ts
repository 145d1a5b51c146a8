import type { LimitsUse } from "@bunch/contracts/limit";

/** What a person has used where nobody counts: nothing of no limits. Their next minute, day and month (UTC) begin at nothing too. */
export async function unlimitedUse(_input: { userId: string }): Promise<LimitsUse> {
  const now = new Date();
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const nothing = (resetsAtMs: number) => ({
    limit: null,
    used: 0,
    resets_at: new Date(resetsAtMs).toISOString(),
  });
  return {
    requests_a_minute: nothing((Math.floor(now.getTime() / 60_000) + 1) * 60_000),
    executions_a_day: nothing(Date.UTC(year, month, day + 1)),
    pictures_a_day: nothing(Date.UTC(year, month, day + 1)),
    money_a_month: nothing(Date.UTC(year, month + 1, 1)),
  };
}
