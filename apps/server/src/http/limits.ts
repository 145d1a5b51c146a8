import { Limits, LimitsUse } from "@bunch/contracts/limit";
import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseExactly } from "./request/parse-request.ts";
import { success } from "./success.ts";
import { limitsOf, wireLimits } from "./wire/limits.ts";
import { readUse } from "./read-use.ts";

/** `GET /api/limits`: one's own, with what is used. `GET` and `PUT /api/admin/limits`: everybody's, for admins. */
export function limits(app: AppInput): Router {
  return Router()
    .get(routes.limits.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      success(response, LimitsUse, 200, await readUse(app, { askerId: userId, userId }));
    })
    .get(routes.everybodysLimits.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      if (!(await app.people.isAdmin({ userId }))) throw notAllowed();
      success(response, Limits, 200, wireLimits(await app.limits.of({ userId: null })));
    })
    .put(routes.setEverybodysLimits.path, jsonBody(smallBodyBytes), async (request, response) => {
      const person = await app.userOf(request);
      const asked = parseBody(Limits, request, parseExactly);
      const set = await app.limits.set({
        askerId: person.userId,
        cameBy: cameByOf(request, person),
        to: { userId: null, limits: limitsOf(asked) },
      });
      if (set === "not_allowed") throw notAllowed();
      app.log.info({ limits: asked }, "The limits for everybody were set.");
      success(response, Limits, 200, wireLimits(await app.limits.of({ userId: null })));
    });
}

/** The refusal for whoever is no admin at this moment. */
export const notAllowed = () =>
  new Problem(
    "not_allowed",
    "Limits are set by admins. Ask whoever runs this server to make you one.",
  );
