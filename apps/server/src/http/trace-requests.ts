import type { Tracer } from "@bunch/core/ports/tracer";
import type { RequestHandler } from "express";
import { routeOf } from "../metrics/count-requests.ts";
import { requestIdOf } from "./request-id.ts";

/** Makes a span of each call of the API, a part of the caller's own trace where it names one. Event streams are watched for hours and are left out. */
export function traceRequests(tracer: Tracer): RequestHandler {
  return (request, response, next) => {
    if (!request.path.startsWith("/api/") || request.path.endsWith("/events")) return next();
    const facts = {
      "http.request.method": request.method,
      requestId: requestIdOf(response),
    };
    const from = request.get("traceparent")?.trim() ?? null;
    void tracer.span({ name: "request", from, facts }, (tell) => {
      const answered = new Promise<void>((resolve) => {
        response.once("close", () => {
          tell({
            "http.route": routeOf(request, response),
            "http.response.status_code": response.statusCode,
          });
          resolve();
        });
      });
      next();
      return answered;
    });
  };
}
