import { RenameRequest } from "@bunch/contracts/change-execution";
import { Execution } from "@bunch/contracts/execution";
import { ExecutionsQuery } from "@bunch/contracts/execution-request";
import { routes } from "@bunch/contracts/routes";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseExactly, parseRequest, refuseNul } from "./request/parse-request.ts";
import { success, successPage } from "./success.ts";
import { pictureUrls } from "./wire/picture-urls.ts";
import { wireExecution } from "./wire/execution.ts";

const shownAtOnce = 50;

/** `GET /api/executions`, `GET` and `PATCH /api/executions/:id`: what one has started, newest first, and what it is called. */
export function executions(app: AppInput): Router {
  return Router()
    .get(routes.listExecutions.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const {
        status = null,
        search = null,
        limit = shownAtOnce,
        cursor = null,
      } = parseRequest(ExecutionsQuery, request.query);
      const page = await app.views.list({ userId, status, search, limit, cursor });
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
    })
    .patch(routes.rename.path, jsonBody(smallBodyBytes), async (request, response) => {
      const { userId } = await app.userOf(request);
      const executionId = executionIdOf(request);
      const { name } = parseBody(RenameRequest, request, parseExactly);
      refuseNul({ name: name ?? undefined });
      const wanted = name?.toWellFormed() || null;
      if (!(await app.gallery.rename({ userId, executionId, name: wanted })))
        throw noSuchExecution();
      const view = await app.views.find({ userId, executionId });
      if (!view) throw noSuchExecution();
      const urlOf = await pictureUrls(request, app.settings).ofExecutions([view]);
      success(response, Execution, 200, wireExecution(view, urlOf));
    });
}
