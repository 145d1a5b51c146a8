import { AdminUser, AdminUserDetails, RoleRequest } from "@bunch/contracts/admin";
import { routes } from "@bunch/contracts/routes";
import type { RoleChange } from "@bunch/core/ports/user-directory";
import { Problem } from "@bunch/core/problem";
import { type Request, Router } from "express";
import { z } from "zod";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { idOf } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseRequest, refuseNul } from "./request/parse-request.ts";
import { success, successPage } from "./success.ts";
import {
  findUser,
  noSuchPerson,
  peopleForAdmins,
  userDetails,
  wireUser,
  withUse,
} from "./user-details.ts";

const ListQuery = z.object({
  search: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
const nobody = "00000000-0000-0000-0000-000000000000";

/** `GET /api/admin/users`, `GET /api/admin/users/:id`, `PUT /api/admin/users/:id/role`: who uses this server, for admins; who is one, the database is asked each time. */
export function adminUsers(app: AppInput): Router {
  return Router()
    .get(routes.listUsers.path, async (request, response) => {
      const { userId: askerId } = await app.userOf(request);
      const { search, limit, cursor = null } = parseRequest(ListQuery, request.query);
      refuseNul({ search });
      const page = await app.users.list({ askerId, search: search || null, limit, cursor });
      if (!page) throw peopleForAdmins();
      successPage(response, AdminUser, { data: page.items.map(wireUser), next: page.next });
    })
    .get(routes.getUser.path, async (request, response) => {
      const { userId: askerId } = await app.userOf(request);
      const details = await userDetails(app, { askerId, userId: personIn(request) });
      success(response, AdminUserDetails, 200, details);
    })
    .put(routes.changeRole.path, jsonBody(smallBodyBytes), async (request, response) => {
      const asker = await app.userOf(request);
      const { userId: askerId } = asker;
      // Looked up before: who takes the role from themselves may not look afterwards.
      const user = await findUser(app, { askerId, userId: personIn(request) });
      const { is_admin: isAdmin } = parseBody(RoleRequest, request);
      const cameBy = cameByOf(request, asker);
      refuse(await app.users.setRole({ askerId, cameBy, userId: user.id, isAdmin }));
      app.log.info({ userId: user.id, isAdmin, byUserId: askerId }, "A role was set.");
      success(response, AdminUserDetails, 200, await withUse(app, askerId, { ...user, isAdmin }));
    });
}

/** What an address names that cannot be an id is as unknown as one that never was. */
function personIn(request: Request): string {
  return idOf(request) ?? nobody;
}

function refuse(change: RoleChange): void {
  switch (change) {
    case "done":
      return;
    case "not_allowed":
      throw peopleForAdmins();
    case "unknown":
      throw noSuchPerson();
    case "last_admin":
      throw new Problem(
        "wrong_state",
        "You are the only admin: nobody could give the role back. Make somebody else an admin first.",
      );
    default:
      throw new Error(`Unknown change ${String(change satisfies never)}`);
  }
}
