import { routes } from "@bunch/contracts/routes";
import { type Request, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { openEventStream } from "./event-stream.ts";
import { manyEvents } from "./many-events.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { hasEnded, openTelling, tellExecution, type Texts } from "./tell-execution.ts";
import { pictureUrls } from "./wire/picture-urls.ts";

/** `GET /api/executions/:id/events`: a snapshot, then every event in order; with Last-Event-ID only what came after it (I7). Beside it the same of several. */
export function events(app: AppInput): Router {
  const telling = openTelling(app);
  const texts: Texts = new WeakMap();
  return Router()
    .get(routes.events.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const asked = { userId, executionId: executionIdOf(request) };
      const view = await app.views.find(asked);
      if (!view) throw noSuchExecution();
      const which = { ...asked, ownerId: view.ownerId };
      const seen = lastEventIdOf(request, view.lastSequence);
      if (seen === view.lastSequence && hasEnded(view.counts)) {
        // Tells an EventSource to stay away: there is nothing more to come.
        response.status(204).end();
        return;
      }
      const stream = openEventStream(response, app.closing);
      const urls = pictureUrls(request, app.settings);
      const line = { ...stream, hasIds: true };
      if (request.method !== "HEAD")
        await tellExecution({ ...telling, request, texts, line, which, view, seen, urls });
      stream.end();
    })
    .use(manyEvents(telling));
}

/** What the client has seen already; an id that is none of ours counts as nothing seen. */
function lastEventIdOf(request: Request, lastSequence: number): number | null {
  const given = request.get("last-event-id")?.trim() ?? "";
  const sequence = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  return sequence <= lastSequence ? sequence : null;
}
