import { routes } from "@bunch/contracts/routes";
import { Router } from "express";
import { countOpenWork } from "../metrics/count-open-work.ts";
import type { AppInput } from "./app-input.ts";

/** `GET /metrics`: the figures of this process and what is open in the database, for Prometheus. */
export function metrics(app: AppInput): Router {
  const readOpenWork = countOpenWork(app.registry, app.openWork);
  return Router().get(routes.metrics.path, async (_request, response) => {
    await readOpenWork();
    const text = await app.registry.metrics();
    response
      .set({ "Content-Type": app.registry.contentType, "Cache-Control": "no-store" })
      .send(text);
  });
}
