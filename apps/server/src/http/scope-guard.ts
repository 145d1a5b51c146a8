import { type RouteName, type RouteNeed, routeNeeds, routes } from "@bunch/contracts/routes";
import type { Person } from "@bunch/core/ports/person";
import { Problem } from "@bunch/core/problem";
import { type RequestHandler, Router } from "express";
import type { AppInput } from "./app-input.ts";

const verbs = { GET: "get", POST: "post", PUT: "put", PATCH: "patch", DELETE: "delete" } as const;
const looking: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/** Holds tokens to what they are good for, as the table of routes says; whatever changes something and is not in it needs `run`. */
export function scopeGuard(app: AppInput): Router {
  const guard = Router();
  const holdTo =
    (need: RouteNeed): RequestHandler =>
    async (request, _response, next) => {
      if (need !== "read") refuse(await app.userOf(request), need);
      next("router");
    };
  for (const name of Object.keys(routes) as RouteName[]) {
    const { method, path } = routes[name];
    guard[verbs[method]](path, holdTo(routeNeeds[name]));
  }
  return guard.use((request, response, next) =>
    holdTo(looking.includes(request.method) ? "read" : "run")(request, response, next),
  );
}

function refuse({ by, scope }: Person, need: "run" | "person"): void {
  if (by !== "token") return;
  if (need === "person")
    throw new Problem(
      "not_allowed",
      "No token may do this: tokens, roles and limits are changed by people. Sign in and do it yourself.",
    );
  if (scope === "read")
    throw new Problem(
      "not_allowed",
      "This token may look and change nothing. Use one with the scope run.",
    );
}
