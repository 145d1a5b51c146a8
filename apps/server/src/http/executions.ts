import { Execution, executionStatuses } from "@bunch/contracts/execution";
import { routes } from "@bunch/contracts/routes";
import { Router } from "express";
import { z } from "zod";
import type { AppInput } from "./app-input.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { parseRequest } from "./request/parse-request.ts";
import { success, successPage } from "./success.ts";
import { pictureUrls } from "./wire/picture-urls.ts";
import { wireExecution } from "./wire/execution.ts";

const ListQuery = z.object({
  status: z.enum(executionStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

/** `GET /api/executions` and `GET /api/executions/:id`: what one has started, newest first. */
export function executions(app: AppInput): Router {
  return Router()
    .get(routes.listExecutions.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const { status = null, limit, cursor = null } = parseRequest(ListQuery, request.query);
      const page = await app.views.list({ userId, status, limit, cursor });
      const urlOf = await pictureUrls(request, app.settings).ofExecutions(page.items);
      successPage(response, Execution, {
        data: page.items.map((view) => wireExecution(view, urlOf)),
        next: page.next,
      });
    })
    .get(routes.getExecution.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const executionId = executionIdOf(request);
      const view = await app.views.find({ userId, executionId });
      if (!view) throw noSuchExecution();
      const urlOf = await pictureUrls(request, app.settings).ofExecutions([view]);
      success(response, Execution, 200, wireExecution(view, urlOf));
    });
}
