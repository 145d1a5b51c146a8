import { DecideRequest } from "@bunch/contracts/doubt";
import { Execution } from "@bunch/contracts/execution";
import { ResumeRequest } from "@bunch/contracts/execution-request";
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
import { refuseForeignKey } from "@bunch/core/models/refuse-foreign-key";
import { type Request, type RequestHandler, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { executionIdOf, noSuchExecution } from "./request/ids.ts";
import { jsonBody, manyIdsBytes, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { checkApiKey, refuseTwoKeys } from "./request/read-execute.ts";
import { success } from "./success.ts";
import { pictureUrls } from "./wire/picture-urls.ts";
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
      const urlOf = await pictureUrls(request, app.settings).ofExecutions([view]);
      success(response, Execution, 200, wireExecution(view, urlOf));
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
        const apiKey = keyId
          ? await keyFor(app, which, keyId.toLowerCase())
          : await ownKey(app, which, typed);
        return resumeExecution(doors, { ...which, apiKey, maxCostDollars });
      }),
    );
}

/** A key that was typed, unless the vendor of the batch's model must not see it. */
async function ownKey(
  app: AppInput,
  which: Which,
  typed: string | undefined,
): Promise<string | undefined> {
  if (!typed?.trim()) return typed;
  const entry = await entryOf(app, which);
  if (entry?.needsKey) refuseForeignKey(app.doors.models, { apiKey: typed, vendor: entry.vendor });
  return typed;
}

/** The model that a batch is drawn by; undefined where the catalogue no longer knows it. */
async function entryOf(app: AppInput, which: Which) {
  const view = await app.views.find(which);
  // An admin looks at another's, and changes nothing of it.
  if (view?.ownerId !== which.userId) throw noSuchExecution();
  return app.doors.models.catalogue.find(({ id }) => id === view.modelId);
}

/** A remembered key, for the model that a batch is drawn by. */
async function keyFor(app: AppInput, which: Which, keyId: string): Promise<string> {
  const { doors, hideSecret } = app;
  const entry = await entryOf(app, which);
  return rememberedKey({ ...doors, hideSecret }, { userId: which.userId, keyId, entry });
}
