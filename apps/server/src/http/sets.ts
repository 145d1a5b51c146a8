import { ExecutionSet } from "@bunch/contracts/execution-set";
import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { idOf } from "./request/ids.ts";
import { success } from "./success.ts";
import { wireExecution } from "./wire/execution.ts";
import { pictureUrls } from "./wire/picture-urls.ts";

/** `GET /api/sets/:id`: the batches of several models that were started together, for who started them. */
export function sets(app: AppInput): Router {
  return Router().get(routes.getSet.path, async (request, response) => {
    const { userId } = await app.userOf(request);
    const setId = idOf(request);
    const views = setId === null ? [] : await app.views.set({ userId, setId });
    if (setId === null || views.length === 0)
      throw new Problem(
        "not_found",
        "There is no such set of batches. Look at the list of your batches.",
      );
    const urlOf = await pictureUrls(request, app.settings).ofExecutions(views);
    success(response, ExecutionSet, 200, {
      id: setId,
      executions: views.map((view) => wireExecution(view, urlOf)),
    });
  });
}
