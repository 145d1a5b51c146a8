import type { ExecutionStatus } from "@bunch/contracts/execution";
import type { ExecutionView, Page } from "./execution-views.ts";

/** Whose something is; `email` is null where nobody told it. */
export type Who = { id: string; email: string | null };

/** What was drawn and spent, of batches that began in that time; money in micro-dollars. */
export type WorkDone = { executions: number; pictures: number; failed: number; costMicros: number };

/** Days are those of UTC (`2026-11-28`), the oldest first, none left out; people by what they spent. */
export type UsageView = {
  days: (WorkDone & { day: string })[];
  users: (WorkDone & Who)[];
  total: WorkDone;
};

/** What admins see of all; null when the asker is no admin at this moment. */
export type AdminViews = {
  /** Everybody's, or one person's; the newest first. */
  executions(input: {
    askerId: string;
    userId: string | null;
    status: ExecutionStatus | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<{ execution: ExecutionView; user: Who }> | null>;
  /** Of the last so many days, today included, deleted batches too; the people who spent most, `mostUsers` of them. */
  usage(input: { askerId: string; days: number; mostUsers: number }): Promise<UsageView | null>;
};
