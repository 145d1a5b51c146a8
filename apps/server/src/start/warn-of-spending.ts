import type { Log } from "@bunch/core/ports/log";
import type { LimitsBook } from "@bunch/core/ports/limits-book";

/** Says once that whoever signs up spends the server's own key, where nothing holds that. */
export async function warnOfSpending(input: {
  hasSignIn: boolean;
  /** Whether the server brings a key for those who bring none. */
  hasServerKey: boolean;
  limits: LimitsBook;
  log: Log;
}): Promise<void> {
  if (!input.hasSignIn || !input.hasServerKey) return;
  const { moneyAMonthMicros } = await input.limits.of({ userId: null });
  if (moneyAMonthMicros === null)
    input.log.warn(
      {},
      "Everybody who can sign up spends the money of this server's own key (GEMINI_API_KEY), without a limit. As an admin, set one for everybody: PUT /api/admin/limits with money_a_month (docs/limits.md).",
    );
}
