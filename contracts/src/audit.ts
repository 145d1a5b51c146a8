import { z } from "zod";
import { moment, uuid } from "./text-formats.ts";

/** What leaves a line in the audit trail. */
export const auditActions = [
  "token.created",
  "token.revoked",
  "execution.started",
  "execution.deleted",
  "key.added",
  "role.changed",
  "limits.changed",
  "signed.in",
  "model.changed",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** By which door it was done; `system` where no person asked for it. */
const auditActors = ["session", "token", "local", "system"] as const;
export type AuditActor = (typeof auditActors)[number];

/** One line of the audit trail. */
export const AuditEvent = z.object({
  id: uuid,
  at: moment,
  user_id: uuid.nullable().meta({ description: "Who did it; null for the system." }),
  email: z.string().nullable().meta({
    description: "Their e-mail address; null for the system and where none is known.",
  }),
  actor: z.enum(auditActors).meta({
    description: "By which door: signed in, with a token, as the local user, or by the system.",
  }),
  action: z.enum(auditActions),
  subject: z.string().meta({
    description:
      "The id of what it was done to: a token, a batch, a workflow, a person, a session, a model; or `everybody`.",
  }),
  subject_email: z.string().nullable().meta({
    description: "The e-mail address of the person it was done to; null for all else.",
  }),
  details: z.record(z.string(), z.unknown()).meta({ description: "More of it; never a secret." }),
  ip: z.string().nullable().meta({ description: "From which address, where it came by HTTP." }),
});
export type AuditEvent = z.infer<typeof AuditEvent>;
