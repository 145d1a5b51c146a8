import { CannotStart } from "@bunch/core/cannot-start";
import type { Log } from "@bunch/core/ports/log";
import type { QueueView } from "@bunch/core/ports/queue-view";
import express from "express";
import type { Registry } from "prom-client";
import type { Config } from "../config.ts";
import { health } from "../http/health.ts";
import { listen, type Listening } from "../http/listen.ts";
import { metrics } from "../http/metrics.ts";
import { problemResponse } from "../http/problem-response.ts";
import { nameRequests } from "../http/request-id.ts";
import { queueIsAway } from "../http/queue-is-away.ts";

/** The small port of a worker process (METRICS_PORT): /health, /ready and /metrics, nothing else. */
export async function watchPort(
  { metricsAt, metricsToken }: Pick<Config, "metricsAt" | "metricsToken">,
  worker: {
    registry: Registry;
    version: string;
    /** Null while the worker starts. */
    watched: () => { queue: QueueView; missing: () => Promise<string[]> } | null;
    log: Log;
  },
): Promise<Listening> {
  if (metricsAt === null) throw new Error("METRICS_PORT is not set.");
  const { registry, version, watched, log } = worker;
  let isQueueAway: (() => Promise<boolean>) | null = null;
  const app = express()
    .disable("x-powered-by")
    .disable("etag")
    .use(nameRequests())
    .use(
      health({
        settings: { version },
        ready: async () => {
          const seen = watched();
          if (seen === null) return { missing: ["worker"], degraded: [] };
          isQueueAway ??= queueIsAway(seen.queue);
          const [missing, isAway] = await Promise.all([seen.missing(), isQueueAway()]);
          // Other than an API, a worker without its queue draws nothing.
          return { missing: [...missing, ...(isAway ? ["queue"] : [])], degraded: [] };
        },
      }),
    )
    .use(metrics({ registry, look: [], isOpen: false, metricsToken }))
    .use((_request, response) => {
      response.status(404).type("text").send("Here are /health, /ready and /metrics.\n");
    })
    .use(problemResponse(log));
  return listen({ app, ...metricsAt }).catch((cause: unknown) => {
    throw new CannotStart(
      `The worker cannot open METRICS_PORT ${metricsAt.port} on ${metricsAt.host}: ${whyNot(cause)}. Set another for each worker of a machine, or leave it out.`,
      { cause },
    );
  });
}

/** In a worker's words: what a server says of its port tells to open the page there, and to set PORT. */
function whyNot(cause: unknown): string {
  const refusal = cause instanceof CannotStart ? cause.cause : cause;
  if (!(refusal instanceof Error)) return String(refusal);
  return "code" in refusal && refusal.code === "EADDRINUSE"
    ? "it is taken, by another worker or another program"
    : refusal.message;
}
