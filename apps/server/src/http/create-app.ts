import { Problem } from "@bunch/core/problem";
import express, { type Express } from "express";
import { countRequests } from "../metrics/count-requests.ts";
import { ticketOr } from "./archive/archive-ticket.ts";
import { adminModels } from "./admin-models.ts";
import { adminUsers } from "./admin-users.ts";
import { adminViews } from "./admin-views.ts";
import { analytics } from "./analytics.ts";
import type { AppInput } from "./app-input.ts";
import { archive } from "./archive.ts";
import { audit } from "./audit.ts";
import { checkKey } from "./check-key.ts";
import { estimate } from "./estimate.ts";
import { events } from "./events.ts";
import { execute } from "./execute.ts";
import { executionActions } from "./execution-actions.ts";
import { executions } from "./executions.ts";
import { files } from "./files.ts";
import { docs } from "./docs.ts";
import { gallery } from "./gallery.ts";
import { health } from "./health.ts";
import { holdToMinute } from "./hold-to-minute.ts";
import { keys } from "./keys.ts";
import { limits } from "./limits.ts";
import { localGuard } from "./local-guard.ts";
import { manifests } from "./manifests.ts";
import { me } from "./me.ts";
import { metrics } from "./metrics.ts";
import { metricsOf } from "./metrics-of.ts";
import { models } from "./models.ts";
import { openapi } from "./openapi.ts";
import { picture } from "./picture.ts";
import { problemResponse } from "./problem-response.ts";
import { openQueues, queueBoard } from "./queue-board.ts";
import { removeExecution } from "./remove-execution.ts";
import { nameRequests } from "./request-id.ts";
import { results } from "./results.ts";
import { scopeGuard } from "./scope-guard.ts";
import { sets } from "./sets.ts";
import { securityHeaders } from "./security-headers.ts";
import { tokens } from "./tokens.ts";
import { userDetails } from "./user-details.ts";
import { userLimits } from "./user-limits.ts";
import { traceRequests } from "./trace-requests.ts";
import { web } from "./web.ts";
import { webhookDeliveries } from "./webhook-deliveries.ts";
import { webhooks } from "./webhooks.ts";

/** The whole HTTP side: guards first, then one router a resource, the web app, and one place that answers for all that goes wrong. */
export function createApp(app: AppInput): Express {
  const { settings } = app;
  const { trustProxy } = settings;
  return express()
    .set("trust proxy", typeof trustProxy === "object" ? [...trustProxy] : (trustProxy ?? false))
    .disable("x-powered-by")
    .disable("etag")
    .use(nameRequests())
    .use(countRequests(app.registry))
    .use(traceRequests(app.tracer))
    .use(securityHeaders(settings.publicUrl, settings.signIn?.supabaseUrl))
    .use(localGuard({ ...settings, hasSignIn: settings.signIn !== null }))
    .use("/api", (_request, response, next) => {
      response.set("Cache-Control", "no-store");
      next();
    })
    .use(health(app), metrics(metricsOf(app)), openapi(app), docs())
    .use(queueBoard(app))
    .use("/api", holdToMinute({ ...app, userOf: ticketOr(app) }))
    .use(me(app))
    .use(scopeGuard(app))
    .use(execute(app), estimate(app), executions(app), sets(app), results(app), gallery(app))
    .use(events(app), executionActions(app), removeExecution(app), manifests(app), archive(app))
    .use(picture(app))
    .use(models(app), adminModels(app), checkKey(app), keys(app), tokens(app))
    .use(webhooks(app), webhookDeliveries(app))
    .use(analytics(app))
    .use(audit(app), adminUsers(app), adminViews(app), openQueues(app))
    .use(
      limits(app),
      userLimits(app, (who) => userDetails(app, who)),
    )
    .use(files(app))
    .use(["/api", "/files"], () => {
      throw new Problem("not_found", "There is no such address. /api/docs shows those there are.");
    })
    .use(web(settings.webFolder))
    .use(() => {
      throw new Problem("not_found", "There is no such page. Open /nano-banana.");
    })
    .use(problemResponse(app.log));
}
