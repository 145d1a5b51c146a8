import { Outline, outlinedAtOnce, OutlineQuery, searchedAtOnce } from "@bunch/contracts/outline";
import { RatingsAnswer, RatingsRequest } from "@bunch/contracts/rating";
import { routes } from "@bunch/contracts/routes";
import { ratePictures } from "@bunch/core/flow/rate-pictures";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { jsonBody, manyRatingsBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseRequest } from "./request/parse-request.ts";
import { success } from "./success.ts";

/** `GET /api/executions/:id/outline` and `PUT /api/executions/:id/ratings`: a batch as a gallery holds it. */
export function gallery(app: AppInput): Router {
  return Router()
    .get(routes.outline.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const executionId = executionIdOf(request);
      const {
        from = 0,
        limit: wanted = outlinedAtOnce,
        search = null,
      } = parseRequest(OutlineQuery, request.query);
      const limit = Math.min(wanted, search ? searchedAtOnce : outlinedAtOnce);
      const view = await app.gallery.outline({ userId, executionId, from, limit, search });
      if (!view) throw noSuchExecution();
      const { lastSequence, found, ...window } = view;
      success(response, Outline, 200, {
        ...window,
        sequence: lastSequence,
        found: found && [...found],
      });
    })
    .put(routes.rate.path, jsonBody(manyRatingsBytes), async (request, response) => {
      const { userId } = await app.userOf(request);
      const executionId = executionIdOf(request);
      const { results: ratings } = parseBody(RatingsRequest, request);
      const changed = await ratePictures(app, { userId, executionId, ratings });
      success(response, RatingsAnswer, 200, { changed });
    });
}
