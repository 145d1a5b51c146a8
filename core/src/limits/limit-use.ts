/** What of a person's limits is used at a moment; days and months are those of UTC. */
export type LimitUse = {
  /** Batches started today, deleted ones included. */
  executions: number;
  /** Pictures asked for today, those of a retry again. */
  pictures: number;
  /** Of this month's calls, possible charges included. */
  spentMicros: number;
  /** What batches that are not over may still cost by their estimates and caps. */
  mayCostMicros: number;
  /** That moment, and when day and month end; ISO 8601. */
  now: string;
  dayEndsAt: string;
  monthEndsAt: string;
};
