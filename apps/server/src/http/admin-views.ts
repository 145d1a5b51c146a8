import { AdminExecution, Usage } from "@bunch/contracts/admin";
import { executionStatuses } from "@bunch/contracts/execution";
import { routes } from "@bunch/contracts/routes";
import type { WorkDone } from "@bunch/core/ports/admin-views";
import { Router } from "express";
import { z } from "zod";
import type { AppInput } from "./app-input.ts";
import { forAdmins } from "./request/for-admins.ts";
import { parseRequest } from "./request/parse-request.ts";
import { success, successPage } from "./success.ts";
import { dollarsToCents } from "./wire/dollars.ts";
import { wireExecution } from "./wire/execution.ts";
import { picturesUrlOf } from "./wire/pictures-url.ts";

const ListQuery = z.object({
  user_id: z.uuid().optional(),
  status: z.enum(executionStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
const UsageQuery = z.object({ days: z.coerce.number().int().min(1).max(92).default(30) });
const mostUsers = 20;

/** `GET /api/admin/executions` and `GET /api/admin/usage`: everybody's batches and what they cost, for admins. */
export function adminViews(app: AppInput): Router {
  return Router()
    .get(routes.allExecutions.path, async (request, response) => {
      const { userId: askerId } = await app.userOf(request);
      const asked = parseRequest(ListQuery, request.query);
      const page = await app.adminViews.executions({
        askerId,
        userId: asked.user_id ?? null,
        status: asked.status ?? null,
        limit: asked.limit,
        cursor: asked.cursor ?? null,
      });
      if (!page) throw forAdmins("The list of everybody's batches is");
      const picturesUrl = picturesUrlOf(request, app.settings);
      successPage(response, AdminExecution, {
        data: page.items.map(({ execution, user }) => ({
          ...wireExecution(execution, picturesUrl),
          user,
        })),
        next: page.next,
      });
    })
    .get(routes.usage.path, async (request, response) => {
      const { userId: askerId } = await app.userOf(request);
      const { days } = parseRequest(UsageQuery, request.query);
      const usage = await app.adminViews.usage({ askerId, days, mostUsers });
      if (!usage) throw forAdmins("What everybody has used is");
      success(response, Usage, 200, {
        days: usage.days.map(({ day, ...done }) => ({ day, ...wireWork(done) })),
        users: usage.users.map(({ id, email, ...done }) => ({ id, email, ...wireWork(done) })),
        total: wireWork(usage.total),
      });
    });
}

function wireWork({ executions, pictures, failed, costMicros }: WorkDone) {
  return { executions, pictures, failed, cost: dollarsToCents(costMicros) };
}
