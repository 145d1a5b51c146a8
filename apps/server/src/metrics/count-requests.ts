import type { Request, RequestHandler, Response } from "express";
import { Gauge, Histogram, type Registry } from "prom-client";

/** Times requests by the route's pattern, never by the address: ids would make a series each. */
export function countRequests(registry: Registry): RequestHandler {
  const registers = [registry];
  const open = new Set<Response>();
  const durations = new Histogram({
    name: "bunch_http_request_duration_seconds",
    help: "Time from a request's arrival to the end of its answer; event streams apart.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const streams: Gauge = new Gauge({
    name: "bunch_event_streams",
    help: "Event streams that are open now.",
    registers,
    collect: () => streams.set([...open].filter(isStream).length),
  });

  return (request, response, next) => {
    const startedMs = performance.now();
    open.add(response);
    response.once("close", () => {
      open.delete(response);
      // How long people watch says nothing of how fast the server is.
      if (isStream(response)) return;
      const seconds = (performance.now() - startedMs) / 1000;
      const status = response.writableFinished ? response.statusCode : "aborted";
      durations.observe(
        { method: request.method, route: routeOf(request, response), status },
        seconds,
      );
    });
    next();
  };
}

function isStream(response: Response): boolean {
  return String(response.getHeader("content-type")).startsWith("text/event-stream");
}

/** The pattern that answered; the web app's pages and files have no patterns of their own, and what is refused before a route has none. */
export function routeOf(request: Request, response: Response): string {
  const { path } = (request.route ?? {}) as { path?: string | RegExp };
  if (typeof path === "string") return path;
  if (response.statusCode >= 400) return "none";
  return path ? "page" : "asset";
}
