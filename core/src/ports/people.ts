import type { CameBy } from "./came-by.ts";

/** What the database says of a person, at this very moment. */
export type People = {
  isAdmin(input: { userId: string }): Promise<boolean>;
  /** Leaves a line in the audit trail, the first time that this session of theirs is seen. */
  noteSignIn(input: { userId: string; cameBy: CameBy; sessionId: string }): Promise<void>;
};
