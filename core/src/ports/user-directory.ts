import type { Limits } from "@bunch/contracts/limit";
import type { CameBy } from "./came-by.ts";
import type { Page } from "./execution-views.ts";

/** A person as admins see them; times are ISO 8601, money in micro-dollars. Deleted batches count everywhere. */
export type ListedUser = {
  id: string;
  /** Null where nobody told it. */
  email: string | null;
  isAdmin: boolean;
  createdAt: string;
  /** Null before the first batch. */
  lastExecutionAt: string | null;
  executions: number;
  pictures: number;
  costMicros: number;
  /** Of this month (UTC). */
  monthMicros: number;
  /** Set for this person; null where the limits for everybody hold. */
  limits: Limits | null;
};

/** What became of the wish to give or take a role. */
export type RoleChange =
  | "done"
  /** The asker is no admin at this moment. */
  | "not_allowed"
  | "unknown"
  /** Nobody would be left to give it back. */
  | "last_admin";

/** All who use this server, for admins; who is one the database decides at each question. */
export type UserDirectory = {
  /** The newest first, of those whose e-mail or id holds the text; null when the asker is no admin at this moment. */
  list(input: {
    askerId: string;
    search: string | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<ListedUser> | null>;
  /** One person; "not_allowed" when the asker is no admin at this moment, null for an unknown id. */
  find(input: { askerId: string; userId: string }): Promise<ListedUser | "not_allowed" | null>;
  /** Makes somebody an admin or takes it away, from its commit on; twice is once. */
  setRole(input: {
    askerId: string;
    cameBy: CameBy;
    userId: string;
    isAdmin: boolean;
  }): Promise<RoleChange>;
};
