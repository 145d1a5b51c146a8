import { routes } from "@bunch/contracts/routes";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";

const deadlineMs = 5000;

/** `GET /health`: the process lives. `GET /ready`: all that it needs is up, or which part is not. */
export function health(app: AppInput): Router {
  const { version } = app.settings;
  return Router()
    .get(routes.health.path, (_request, response) => {
      response.json({ success: true, data: { status: "ok", version } });
    })
    .get(routes.ready.path, async (_request, response) => {
      const missing = await missingParts(app.ready);
      if (missing.length > 0)
        throw new Problem(
          "not_ready",
          `Not ready: ${missing.join(", ")}. Wait a moment; if it stays so, look at the server's log.`,
        );
      response.json({ success: true, data: { status: "ready", version } });
    });
}

async function missingParts(ready: AppInput["ready"]): Promise<string[]> {
  const tooLate = Promise.withResolvers<string[]>();
  const timer = setTimeout(() => tooLate.resolve(["database"]), deadlineMs);
  const asked = ready().then(
    ({ ok, missing }) => (ok ? [] : missing.length > 0 ? missing : ["a part of it"]),
    () => ["database"],
  );
  const missing = await Promise.race([asked, tooLate.promise]);
  clearTimeout(timer);
  return missing;
}
