import { DecideRequest } from "@bunch/contracts/doubt";
import { Execution, ResumeRequest } from "@bunch/contracts/execution";
import { routes } from "@bunch/contracts/routes";
import {
  cancelExecution,
  decideDoubts,
  pauseExecution,
  resumeExecution,
  retryFailed,
} from "@bunch/core/flow/change-execution";
import type { CameBy } from "@bunch/core/ports/came-by";
import { rememberedKey } from "@bunch/core/flow/remembered-key";
import { type Request, type RequestHandler, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { jsonBody, manyIdsBytes, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { checkApiKey, refuseTwoKeys } from "./request/read-execute.ts";
import { success } from "./success.ts";
import { picturesUrlOf } from "./wire/pictures-url.ts";
import { wireExecution } from "./wire/execution.ts";

type Which = { userId: string; cameBy: CameBy; executionId: string };

/** Cancel, pause, resume, retry, and the decision on doubts; each answers with the execution as it stands after. */
export function executionActions(app: AppInput): Router {
  const { doors } = app;
  const after =
    (
      action: "cancel" | "pause" | "resume" | "retry" | "decide",
      change: (which: Which, request: Request) => Promise<void>,
    ): RequestHandler =>
    async (request, response) => {
      const person = await app.userOf(request);
      const which = {
        userId: person.userId,
        cameBy: cameByOf(request, person),
        executionId: executionIdOf(request),
      };
      await change(which, request);
      const view = await app.views.find(which);
      if (!view) throw noSuchExecution();
      app.log.info({ executionId: view.id, action, status: view.status }, "A batch was changed.");
      const picturesUrl = picturesUrlOf(request, app.settings);
      success(response, Execution, 200, wireExecution(view, picturesUrl));
    };

  return Router()
    .post(
      routes.cancel.path,
      after("cancel", (which) => cancelExecution(doors, which)),
    )
    .post(
      routes.pause.path,
      after("pause", (which) => pauseExecution(doors, which)),
    )
    .post(
      routes.retry.path,
      after("retry", (which) => retryFailed(doors, which)),
    )
    .post(
      routes.decideDoubts.path,
      jsonBody(manyIdsBytes),
      after("decide", (which, request) => {
        const { decision, result_ids: ids } = parseBody(DecideRequest, request);
        const resultIds = ids?.map((id) => id.toLowerCase()) ?? null;
        return decideDoubts(doors, { ...which, decision, resultIds });
      }),
    )
    .post(
      routes.resume.path,
      jsonBody(smallBodyBytes),
      after("resume", async (which, request) => {
        const fields = parseBody(ResumeRequest, request);
        const { api_key: typed, key_id: keyId, max_cost: maxCostDollars } = fields;
        checkApiKey(typed);
        refuseTwoKeys(fields);
        if (typed) app.hideSecret(typed.trim());
        const apiKey = keyId ? await keyFor(app, which, keyId.toLowerCase()) : typed;
        return resumeExecution(doors, { ...which, apiKey, maxCostDollars });
      }),
    );
}

/** A remembered key, for the model that a batch is drawn by. */
async function keyFor(app: AppInput, which: Which, keyId: string): Promise<string> {
  const { doors, hideSecret } = app;
  const view = await app.views.find(which);
  // An admin looks at another's, and changes nothing of it.
  if (view?.ownerId !== which.userId) throw noSuchExecution();
  const entry = doors.models.catalogue.find(({ id }) => id === view.modelId);
  return rememberedKey({ ...doors, hideSecret }, { userId: which.userId, keyId, entry });
}
