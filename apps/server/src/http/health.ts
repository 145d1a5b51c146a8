import { Ready } from "@bunch/contracts/ready";
import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import { success } from "./success.ts";

const deadlineMs = 5000;

/** Which parts are away: `missing` stops what is asked of this process, `degraded` does not. */
export type Readiness = { missing: string[]; degraded: string[] };

/** `GET /health`: the process lives. `GET /ready`: all that it needs is up, or which part is not. */
export function health(app: {
  /** Asks all parts; whatever throws or hangs counts as the database's. */
  ready: () => Promise<Readiness>;
  settings: { version: string };
}): Router {
  const { version } = app.settings;
  return Router()
    .get(routes.health.path, (_request, response) => {
      response.json({ success: true, data: { status: "ok", version } });
    })
    .get(routes.ready.path, async (_request, response) => {
      const { missing, degraded } = await readiness(app.ready);
      if (missing.length > 0)
        throw new Problem(
          "not_ready",
          `Not ready: ${missing.join(", ")}. Wait a moment; if it stays so, look into this process's log.`,
        );
      success(response, Ready, 200, { status: "ready", version, degraded });
    });
}

async function readiness(ready: () => Promise<Readiness>): Promise<Readiness> {
  const lost: Readiness = { missing: ["database"], degraded: [] };
  const tooLate = Promise.withResolvers<Readiness>();
  const timer = setTimeout(() => tooLate.resolve(lost), deadlineMs);
  const asked = ready().catch(() => lost);
  const told = await Promise.race([asked, tooLate.promise]);
  clearTimeout(timer);
  return told;
}
