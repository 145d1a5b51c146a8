import type { AdminUser, AdminUserDetails } from "@bunch/contracts/admin";
import type { ListedUser } from "@bunch/core/ports/user-directory";
import { Problem } from "@bunch/core/problem";
import type { AppInput } from "./app-input.ts";
import { forAdmins } from "./request/for-admins.ts";
import { readUse } from "./read-use.ts";
import { dollarsToCents } from "./wire/dollars.ts";
import { wireLimits } from "./wire/limits.ts";

type Which = { askerId: string; userId: string };

/** A person with what is used of their limits, for admins; a Problem for everybody else, and for who is unknown. */
export async function userDetails(app: AppInput, which: Which): Promise<AdminUserDetails> {
  return withUse(app, which.askerId, await findUser(app, which));
}

/** A person for admins; a Problem for everybody else, and for who is unknown. */
export async function findUser(app: AppInput, which: Which): Promise<ListedUser> {
  const found = await app.users.find(which);
  if (found === "not_allowed") throw peopleForAdmins();
  if (found === null) throw noSuchPerson();
  return found;
}

/** Somebody who was found, with what is used of their limits. */
export async function withUse(
  app: AppInput,
  askerId: string,
  user: ListedUser,
): Promise<AdminUserDetails> {
  return { ...wireUser(user), use: await readUse(app, { askerId, userId: user.id }) };
}

/** A person as they go over the wire. */
export function wireUser(user: ListedUser): AdminUser {
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
    limits: user.limits && wireLimits(user.limits),
  };
}

/** The refusal for whoever is no admin at this moment. */
export function peopleForAdmins(): Problem {
  return forAdmins("The list of people is");
}

/** The one answer for ids of nobody. */
export function noSuchPerson(): Problem {
  return new Problem("not_found", "There is no such person. Look at the list of people.");
}
