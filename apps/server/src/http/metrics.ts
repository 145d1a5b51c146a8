import { createHash, timingSafeEqual } from "node:crypto";
import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { type Request, Router } from "express";
import type { Registry } from "prom-client";

export type MetricsInput = {
  /** The figures of this process. */
  registry: Registry;
  /** What is read anew for each scrape; none of them throws or takes long. */
  look: readonly (() => Promise<void>)[];
  /** Whether everybody who reaches the port may read them. */
  isOpen: boolean;
  metricsToken: string | undefined;
};

/** `GET /metrics`: the figures of this process, and of what it looks at, for Prometheus. */
export function metrics({ registry, look, isOpen, metricsToken }: MetricsInput): Router {
  return Router().get(routes.metrics.path, async (request, response) => {
    if (!isOpen && !mayRead(request, metricsToken))
      throw new Problem(
        "sign_in_needed",
        "The figures of all people are for whoever runs this server: ask from the machine itself, or set METRICS_TOKEN and send it in the header Authorization: Bearer …",
      );
    await Promise.all(look.map((one) => one()));
    const text = await registry.metrics();
    response.set({ "Content-Type": registry.contentType, "Cache-Control": "no-store" }).send(text);
  });
}

/** Whoever has the token; where none is set, this machine itself, by its own name and no proxy. */
function mayRead({ socket, headers }: Request, token: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token !== undefined) return given !== undefined && isSame(given, token);
  // A page elsewhere whose name was rebound to this machine comes under that name.
  if (!/^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/i.test(headers.host ?? "")) return false;
  const isHere = /^(?:127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? "");
  return isHere && headers["x-forwarded-for"] === undefined && headers.forwarded === undefined;
}

/** In the same time for every wrong one. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [given, token].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}
