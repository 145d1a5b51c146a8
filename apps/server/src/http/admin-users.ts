import { AdminUser, AdminUserDetails, RoleRequest } from "@bunch/contracts/admin";
import { routes } from "@bunch/contracts/routes";
import type { ListedUser, RoleChange } from "@bunch/core/ports/user-directory";
import { Problem } from "@bunch/core/problem";
import { type Request, Router } from "express";
import { z } from "zod";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { forAdmins } from "./request/for-admins.ts";
import { idOf } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseRequest, refuseNul } from "./request/parse-request.ts";
import { readUse } from "./read-use.ts";
import { success, successPage } from "./success.ts";
import { dollarsToCents } from "./wire/dollars.ts";

const ListQuery = z.object({
  search: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
/** No person's id: what an address names that cannot be one. */
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
      const user = await findUser(app, askerId, request);
      success(response, AdminUserDetails, 200, await detailsFor(app, askerId, user));
    })
    .put(routes.changeRole.path, jsonBody(smallBodyBytes), async (request, response) => {
      const asker = await app.userOf(request);
      const { userId: askerId } = asker;
      // Looked up before: who takes the role from themselves may not look afterwards.
      const user = await findUser(app, askerId, request);
      const { is_admin: isAdmin } = parseBody(RoleRequest, request);
      const cameBy = cameByOf(request, asker);
      refuse(await app.users.setRole({ askerId, cameBy, userId: user.id, isAdmin }));
      app.log.info({ userId: user.id, isAdmin, byUserId: askerId }, "A role was set.");
      success(
        response,
        AdminUserDetails,
        200,
        await detailsFor(app, askerId, { ...user, isAdmin }),
      );
    });
}

async function findUser(app: AppInput, askerId: string, request: Request): Promise<ListedUser> {
  const found = await app.users.find({ askerId, userId: idOf(request) ?? nobody });
  if (found === "not_allowed") throw peopleForAdmins();
  if (found === null) throw noSuchPerson();
  return found;
}

/** A person as admins see them, with what is used of their limits; throws a Problem for who is unknown. */
export async function detailsOf(
  app: AppInput,
  { askerId, userId }: { askerId: string; userId: string },
): Promise<AdminUserDetails> {
  const found = await app.users.find({ askerId, userId });
  if (found === "not_allowed") throw peopleForAdmins();
  if (found === null) throw noSuchPerson();
  return detailsFor(app, askerId, found);
}

async function detailsFor(
  app: AppInput,
  askerId: string,
  user: ListedUser,
): Promise<AdminUserDetails> {
  return { ...wireUser(user), use: await readUse(app, { askerId, userId: user.id }) };
}

function wireUser(user: ListedUser): AdminUser {
  return {
    id: user.id,
    email: user.email,
    is_admin: user.isAdmin,
    created_at: user.createdAt,
    last_execution_at: user.lastExecutionAt,
    executions: user.executions,
    pictures: user.pictures,
    total_cost: dollarsToCents(user.costMicros),
    month_cost: dollarsToCents(user.monthMicros),
    limits: user.limits,
  };
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

function peopleForAdmins(): Problem {
  return forAdmins("The list of people is");
}

function noSuchPerson(): Problem {
  return new Problem("not_found", "There is no such person. Look at the list of people.");
}
