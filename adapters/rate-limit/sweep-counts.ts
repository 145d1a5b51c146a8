/** One statement to the database, without a name: behind a transaction pooler none can have one. */
export type Query = (
  text: string,
  values: unknown[],
) => Promise<{ rows: unknown[]; rowCount: number | null }>;

const everyMs = 5 * 60_000;
const mostAtOnce = 1000;

/** Takes counts of minutes that are over off the database, a thousand in five minutes at most, beside a request and never in its way. */
export function createSweeper(query: Query): { (): void; ended: () => Promise<void> } {
  let nextMs = performance.now() + everyMs * Math.random();
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweep = () => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + everyMs;
    // What fails is there the next time.
    sweeping = sweepCounts(query).catch(() => {});
  };
  return Object.assign(sweep, {
    ended: async () => {
      await sweeping;
    },
  });
}

/** Takes off a bounded number of those that ended a minute ago; tells how many. */
export async function sweepCounts(query: Query): Promise<number> {
  const swept = await query(
    `delete from private.request_counts where key in (
       select key from private.request_counts where expire < $1 order by expire limit $2 for update skip locked)
     and expire < $1`,
    [Date.now() - 60_000, mostAtOnce],
  );
  return swept.rowCount ?? 0;
}
