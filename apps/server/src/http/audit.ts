import { AuditEvent, auditActions } from "@bunch/contracts/audit";
import { routes } from "@bunch/contracts/routes";
import { Router } from "express";
import { z } from "zod";
import type { AppInput } from "./app-input.ts";
import { forAdmins } from "./request/for-admins.ts";
import { parseRequest } from "./request/parse-request.ts";
import { successPage } from "./success.ts";

const AuditQuery = z.object({
  action: z.enum(auditActions).optional(),
  user_id: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

/** `GET /api/admin/audit`: who did what, for admins; who is one, the database is asked each time. */
export function audit(app: AppInput): Router {
  return Router().get(routes.audit.path, async (request, response) => {
    const { userId: askerId } = await app.userOf(request);
    const asked = parseRequest(AuditQuery, request.query);
    const page = await app.audit.list({
      askerId,
      action: asked.action ?? null,
      userId: asked.user_id ?? null,
      limit: asked.limit,
      cursor: asked.cursor ?? null,
    });
    if (!page) throw forAdmins("The audit trail is");
    successPage(response, AuditEvent, {
      data: page.items.map(({ userId, subjectEmail, ...line }) => ({
        ...line,
        user_id: userId,
        subject_email: subjectEmail,
      })),
      next: page.next,
    });
  });
}
