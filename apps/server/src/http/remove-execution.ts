import { Removed } from "@bunch/contracts/change-execution";
import { routes } from "@bunch/contracts/routes";
import { removeExecution as remove } from "@bunch/core/flow/remove-execution";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { executionIdOf } from "./request/ids.ts";
import { success } from "./success.ts";

/** How long the answer waits for the pictures of a large batch to be removed; a worker removes what is left. */
const removeForMs = 5000;

/** `DELETE /api/executions/:id`: an execution that is over, with its pictures and prompts, for good. */
export function removeExecution(app: AppInput): Router {
  const { log } = app;
  const { remover, objects } = app.doors;
  return Router().delete(routes.remove.path, async (request, response) => {
    const person = await app.userOf(request);
    const executionId = executionIdOf(request);
    const signal = AbortSignal.timeout(removeForMs);
    const { userId } = person;
    const cameBy = cameByOf(request, person);
    await remove({ remover, objects, log }, { userId, cameBy, executionId, signal });
    log.info({ executionId }, "A batch was deleted.");
    success(response, Removed, 200, { id: executionId });
  });
}
