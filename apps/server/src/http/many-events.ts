import { EventsQuery, mostWatchedAtOnce } from "@bunch/contracts/event";
import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { type Request, Router } from "express";
import { openEventStream, textOf } from "./event-stream.ts";
import { parseRequest } from "./request/parse-request.ts";
import { hasEnded, tellExecution, type Telling, type Texts } from "./tell-execution.ts";
import { pictureUrls } from "./wire/picture-urls.ts";

const place = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?::(\d{1,15}))?$/i;
const alive = "event: alive\ndata: {}\n\n";

/** `GET /api/events`: the events of several executions on one line, each taken up after the last that was seen. */
export function manyEvents(telling: Telling): Router {
  const { app } = telling;
  const texts: Texts = new WeakMap();
  return Router().get(routes.manyEvents.path, async (request, response) => {
    const { userId } = await app.userOf(request);
    const places = placesOf(request);
    const found = await Promise.all(
      places.map(async ({ executionId, sequence }) => {
        const view = await app.views.find({ userId, executionId });
        // A number that is none of ours counts as nothing seen.
        const seen = view && sequence !== null && sequence <= view.lastSequence ? sequence : null;
        return { executionId, view, seen };
      }),
    );
    const stream = openEventStream(response, app.closing, { heartbeat: alive });
    const urls = pictureUrls(request, app.settings);
    let lastSent = Promise.resolve();
    // One after the other: while the client is slow, one of them waits and the others behind it.
    const sendText = (text: string) => (lastSent = lastSent.then(() => stream.sendText(text)));
    const tell = (type: string, data: unknown) => sendText(textOf({ type, sequence: null, data }));
    const line = { signal: stream.signal, hasIds: false, sendText };

    async function tellOne({ executionId, view, seen }: (typeof found)[number]): Promise<void> {
      if (view === null) return tell("gone", { execution_id: executionId });
      if (seen === view.lastSequence && hasEnded(view.counts)) return;
      const which = { userId, executionId, ownerId: view.ownerId };
      const until = await tellExecution({
        ...telling,
        request,
        texts,
        line,
        which,
        view,
        seen,
        urls,
      });
      if (until === "gone") await tell("gone", { execution_id: executionId });
      // What opened the line is no longer good for any of them.
      if (until === "signed_out") stream.end();
    }

    if (request.method !== "HEAD") {
      await tell("watching", {
        executions: found.flatMap((one) => (one.view ? one.executionId : [])),
      });
      await Promise.all(found.map(tellOne));
    }
    stream.end();
  });
}

/** Which executions, and what of each was seen already; a repeated one counts once. */
function placesOf(request: Request): { executionId: string; sequence: number | null }[] {
  const { executions } = parseRequest(EventsQuery, request.query);
  const places = new Map<string, number | null>();
  for (const text of executions.split(",")) {
    const [, id, sequence] = place.exec(text.trim()) ?? [];
    if (id === undefined) throw unreadable();
    places.set(id.toLowerCase(), sequence === undefined ? null : Number(sequence));
  }
  if (places.size > mostWatchedAtOnce) throw unreadable();
  return [...places].map(([executionId, sequence]) => ({ executionId, sequence }));
}

function unreadable(): Problem {
  return new Problem(
    "bad_request",
    `executions has to be 1 to ${mostWatchedAtOnce} ids of batches with commas between, each with a colon and the number of the last event seen behind it, if there is one.`,
    { field: "executions" },
  );
}
