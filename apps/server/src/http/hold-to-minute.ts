import { routes } from "@bunch/contracts/routes";
import { tooManyRequests } from "@bunch/core/limits/over-limit";
import type { LimitsBook } from "@bunch/core/ports/limits-book";
import type { RequestHandler } from "express";
import type { AppInput } from "./app-input.ts";

/** A limit that an admin sets holds everywhere after that time. */
const rememberedMs = 3000;
const mostRemembered = 10_000;
const uncounted: readonly string[] = [routes.settings.path];

/**
 * Counts each request of whoever signed in, over all their pages and tokens and all processes, and refuses what is more than
 * they may send a minute. Where nobody signs in nothing is counted. Stands behind what does not count.
 */
export function holdToMinute(
  app: Pick<AppInput, "limits" | "requests" | "userOf">,
): RequestHandler {
  const limitOf = rememberLimits(app.limits);
  return async (request, response, next) => {
    if (uncounted.includes(request.baseUrl + request.path)) return next();
    // Who is nobody is told so by the route.
    const person = await Promise.resolve(app.userOf(request)).catch(() => null);
    if (person === null || person.by === "local") return next();
    const { userId } = person;
    const most = await limitOf(userId);
    if (most === null) return next();
    const { requests, endsInMs } = await app.requests.count({ userId });
    const left = Math.max(0, most - requests);
    response.set({
      "RateLimit-Policy": `"requests_a_minute";q=${most};w=60`,
      RateLimit: `"requests_a_minute";r=${left};t=${Math.ceil(endsInMs / 1000)}`,
    });
    if (requests > most) throw tooManyRequests(most, endsInMs);
    next();
  };
}

/** Each person's limit, asked for once in a few seconds; the count is never remembered. */
function rememberLimits(book: LimitsBook): (userId: string) => Promise<number | null> {
  const known = new Map<string, { untilMs: number; most: Promise<number | null> }>();
  return (userId) => {
    const before = known.get(userId);
    if (before && before.untilMs > performance.now()) return before.most;
    if (known.size >= mostRemembered) known.clear();
    const most = book.of({ userId }).then((limits) => limits.requestsAMinute);
    most.catch(() => known.delete(userId));
    known.set(userId, { untilMs: performance.now() + rememberedMs, most });
    return most;
  };
}
