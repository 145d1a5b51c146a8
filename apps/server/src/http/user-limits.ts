import { AdminUserDetails } from "@bunch/contracts/admin";
import { Limits } from "@bunch/contracts/limit";
import { routes } from "@bunch/contracts/routes";
import type { PersonLimits } from "@bunch/core/limits/everybodys-limits";
import { Problem } from "@bunch/core/problem";
import { type Request, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { notAllowed } from "./limits.ts";
import { cameByOf } from "./request/came-by.ts";
import { idOf } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseExactly } from "./request/parse-request.ts";
import { success } from "./success.ts";
import { limitsOf } from "./wire/limits.ts";

/** A person as admins see them; throws a Problem for who is unknown. */
type DetailsOf = (who: { askerId: string; userId: string }) => Promise<AdminUserDetails>;

/** `PUT` and `DELETE /api/admin/users/:id/limits`: a person's own limits, for admins; who is one, the database decides. */
export function userLimits(app: AppInput, detailsOf: DetailsOf): Router {
  const set = async (request: Request, limits: PersonLimits | null): Promise<AdminUserDetails> => {
    const asker = await app.userOf(request);
    const { userId: askerId } = asker;
    const userId = idOf(request);
    if (userId === null) throw noSuchPerson();
    const cameBy = cameByOf(request, asker);
    const done = await app.limits.set({ askerId, cameBy, to: { userId, limits } });
    if (done === "not_allowed") throw notAllowed();
    if (done === "no_such_person") throw noSuchPerson();
    app.log.info({ userId, byUserId: askerId }, "The limits of a person were set.");
    return detailsOf({ askerId, userId });
  };
  return Router()
    .put(routes.setUserLimits.path, jsonBody(smallBodyBytes), async (request, response) => {
      const limits = limitsOf(parseBody(Limits, request, parseExactly));
      success(response, AdminUserDetails, 200, await set(request, limits));
    })
    .delete(routes.clearUserLimits.path, async (request, response) => {
      success(response, AdminUserDetails, 200, await set(request, null));
    });
}

const noSuchPerson = () =>
  new Problem("not_found", "There is no such person. Look at the list of people.");
