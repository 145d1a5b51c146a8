import { EstimateRequest } from "@bunch/contracts/execution";
import { EstimateAnswer } from "@bunch/contracts/model";
import { routes } from "@bunch/contracts/routes";
import { priceWish } from "@bunch/core/flow/price-wish";
import { priceWorkflow } from "@bunch/core/flow/price-workflow";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { jsonBody } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { promptBytes, refuseBoth } from "./request/read-execute.ts";
import { refuseBesideWorkflow } from "./request/refuse-beside-workflow.ts";
import { wishOf } from "./request/wish-of.ts";
import { success } from "./success.ts";

/** `POST /api/estimate`: the price before the run, with the refusals that the run would get. */
export function estimate(app: AppInput): Router {
  const { limits, defaultModel } = app.settings;
  return Router().post(
    routes.estimate.path,
    jsonBody(promptBytes(limits, 12)),
    async (request, response) => {
      const { userId } = await app.userOf(request);
      const fields = parseBody(EstimateRequest, request);
      refuseBoth(fields);
      const priced = fields.workflow_id
        ? await priceAgain(app, userId, { ...fields, workflow_id: fields.workflow_id })
        : priceWish(app.doors.models, {
            wish: wishOf(fields),
            defaultModel,
            referenceCount: fields.reference_image_count ?? 0,
            limits,
          });
      success(response, EstimateAnswer, 200, {
        model: priced.entry.id,
        estimated_cost: priced.estimate,
        high_cost: priced.highCost,
        prompts: priced.prompts.length,
        warnings: priced.warnings,
      });
    },
  );
}

async function priceAgain(
  app: AppInput,
  userId: string,
  fields: EstimateRequest & { workflow_id: string },
) {
  refuseBesideWorkflow(fields);
  const { limits } = app.settings;
  const workflowId = fields.workflow_id;
  return (await priceWorkflow(app.doors, { userId, workflowId, limits })).priced;
}
