import type { PersonLimits } from "../limits/everybodys-limits.ts";
import type { LimitUse } from "../limits/limit-use.ts";
import type { CameBy } from "./came-by.ts";

/** What people may do, and how much of it they have done. */
export type LimitsBook = {
  /** What holds for a person now: their own limits, else everybody's. Null asks for everybody's. */
  of(input: { userId: string | null }): Promise<PersonLimits>;
  /** What of it is used, as far as the one who asks may see it: people see their own, admins everybody's. */
  use(input: { askerId: string; userId: string }): Promise<LimitUse>;
  /** Sets a person's limits, or everybody's where `userId` is null; null limits take a person's own away. */
  set(input: {
    askerId: string;
    cameBy: CameBy;
    to: { userId: string; limits: PersonLimits | null } | { userId: null; limits: PersonLimits };
  }): Promise<"set" | "not_allowed" | "no_such_person">;
};
