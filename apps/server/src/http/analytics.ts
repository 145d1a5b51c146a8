import { Analytics } from "@bunch/contracts/analytics";
import { routes } from "@bunch/contracts/routes";
import { percentileMs, type Took } from "@bunch/core/analytics/took";
import type { AnalyticsAsked, Tally, Timed } from "@bunch/core/ports/analytics";
import type { Problem } from "@bunch/core/problem";
import { type Request, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { readAnalyticsQuery } from "./request/analytics-query.ts";
import { forAdmins } from "./request/for-admins.ts";
import { success } from "./success.ts";
import { analyticsCsv } from "./wire/analytics-csv.ts";
import { dollars } from "./wire/dollars.ts";

const mostUsers = 20;

/** `GET /api/analytics` and `GET /api/analytics.csv`: what was drawn and spent, one's own, and for admins anybody's. */
export function analytics(app: AppInput): Router {
  const asked = async (request: Request): Promise<AnalyticsAsked> => {
    const { userId: askerId } = await app.userOf(request);
    return { askerId, ...readAnalyticsQuery(request.query, askerId) };
  };
  return Router()
    .get(routes.analytics.path, async (request, response) => {
      const what = await asked(request);
      const sums = await app.analytics.sum({ ...what, mostUsers });
      if (!sums) throw notYours();
      success(response, Analytics, 200, {
        from: what.from,
        to: what.to,
        time_zone: what.timeZone,
        total: wireTimed({ ...sums.total, took: sums.took }),
        days: sums.days.map((one) => ({ day: one.day, ...wireTimed(one) })),
        models: sums.models.map((one) => ({ model: one.model, ...wireTimed(one) })),
        reasons: sums.reasons,
        users:
          sums.users?.map((one) => ({ id: one.id, email: one.email, ...wireTimed(one) })) ?? null,
      });
    })
    .get(routes.analyticsCsv.path, async (request, response) => {
      const what = await asked(request);
      const lines = await app.analytics.lines(what);
      if (!lines) throw notYours();
      response
        .attachment(`bunch-analytics-${what.from}-${what.to}.csv`)
        .type("text/csv; charset=utf-8")
        .send(analyticsCsv(lines.map((line) => ({ ...line, ...wireTally(line) }))));
    });
}

const notYours = (): Problem => forAdmins("What others have drawn and spent is");

function wireTimed({ took, ...tally }: Timed) {
  return { ...wireTally(tally), ...wireTook(took) };
}

function wireTally(tally: Tally) {
  return {
    pictures: tally.pictures,
    failed: tally.failed,
    calls: tally.calls,
    cost: dollars(tally.costMicros),
    possible_cost: dollars(tally.possibleMicros),
    cost_without_picture: dollars(tally.emptyMicros),
  };
}

function wireTook(took: readonly Took[]) {
  return { p50_ms: percentileMs(took, 0.5), p95_ms: percentileMs(took, 0.95) };
}
