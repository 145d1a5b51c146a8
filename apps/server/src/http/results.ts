import { Result, ResultsQuery } from "@bunch/contracts/result";
import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { parseRequest } from "./request/parse-request.ts";
import { successPage } from "./success.ts";
import { pictureUrls } from "./wire/picture-urls.ts";
import { wireResult } from "./wire/result.ts";

const mostResults = 1000;

/** `GET /api/executions/:id/results`: prompt by prompt, what came of each. */
export function results(app: AppInput): Router {
  return Router().get(routes.listResults.path, async (request, response) => {
    const { userId } = await app.userOf(request);
    const executionId = executionIdOf(request);
    const {
      status = null,
      limit = mostResults,
      cursor = null,
      from_slot: fromSlot = null,
    } = parseRequest(ResultsQuery, request.query);
    if (fromSlot !== null && (status !== null || cursor !== null)) throw slotAlone();
    const page = await app.views.results({ userId, executionId, status, fromSlot, limit, cursor });
    if (!page) throw noSuchExecution();
    const urlOf = await pictureUrls(request, app.settings).ofResults(page.items);
    successPage(response, Result, {
      data: page.items.map((view) => wireResult(view, urlOf)),
      next: page.next,
    });
  });
}

function slotAlone(): Problem {
  return new Problem(
    "bad_request",
    "from_slot counts the slots of the whole batch, so it goes neither with status nor with cursor. Leave those out.",
    { field: "from_slot" },
  );
}
