import type { AuditAction, AuditActor } from "@bunch/contracts/audit";
import type { Page } from "./execution-views.ts";

/** One line of the trail; `userId` is who did it, null for the system. */
export type AuditLine = {
  id: string;
  at: string;
  userId: string | null;
  /** Their address; null for the system and where none is known. */
  email: string | null;
  actor: AuditActor;
  action: AuditAction;
  subject: string;
  /** The address of the person it was done to; null for all else. */
  subjectEmail: string | null;
  details: Record<string, unknown>;
  ip: string | null;
};

/** What was done, as admins read it. */
export type AuditTrail = {
  /** The newest first; null when the database does not know the asker for an admin at this moment. */
  list(input: {
    askerId: string;
    action: AuditAction | null;
    /** Lines of one person alone. */
    userId: string | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<AuditLine> | null>;
};
