import { z } from "zod";
import { EventsQuery, ExecutionEvent, Gone, Snapshot, Watching } from "../event.ts";
import type { Described } from "./described-route.ts";
import { exampleExecutionId } from "./example-values.ts";
import { oneBatch } from "./one-batch.ts";
import { refusals } from "./refusals.ts";

/** What happens to batches, as it happens. */
export const streams: Described<"events" | "manyEvents"> = {
  events: {
    tags: ["Batches"],
    summary: "A batch as it happens",
    description:
      "Server-sent events: first a snapshot, then every event in order, none twice; the stream ends after the last. The event's name is its type, its id the sequence, its data one of the shapes below as JSON on one line. Comment lines keep it alive. After a break, Last-Event-ID takes it up without a gap.",
    requestParams: {
      path: oneBatch,
      header: z.object({
        "Last-Event-ID": z.string().optional().meta({
          description: "The id of the last event that was seen: only what came after it is told.",
          example: "1",
        }),
      }),
    },
    responses: {
      "200": {
        description: "The stream. The schema is that of each event's data.",
        content: {
          "text/event-stream": {
            schema: z.union([Snapshot, ExecutionEvent]).meta({ id: "StreamedEvent" }),
          },
        },
      },
      "204": {
        description:
          "Everything was seen and nothing more will come: a browser's EventSource stays away.",
      },
      ...refusals("not_found"),
    },
  },

  manyEvents: {
    tags: ["Batches"],
    summary: "Several batches as they happen, on one line",
    description:
      "Server-sent events as of one batch, for who watches several and has connections to spare for one. First `watching` with those that are told; then of each what came after the event that was seen, or a snapshot and all that follows; `gone` where one is not there, or not any more; `alive` four times a minute. Events have no id: after a break, ask again with the number of the last event of each. The stream ends when all of them have.",
    requestParams: {
      query: z.object({
        executions: EventsQuery.shape.executions.meta({
          description: EventsQuery.shape.executions.meta()?.description ?? "",
          example: `${exampleExecutionId}:1`,
        }),
      }),
    },
    responses: {
      "200": {
        description: "The stream. The schema is that of each event's data.",
        content: {
          "text/event-stream": {
            schema: z
              .union([Snapshot, ExecutionEvent, Watching, Gone, z.strictObject({})])
              .meta({ id: "StreamedByMany" }),
          },
        },
      },
      ...refusals("bad_request"),
    },
  },
};
