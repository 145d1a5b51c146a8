import { EstimateRequest } from "@bunch/contracts/execution-request";
import { EstimateAnswer } from "@bunch/contracts/model";
import { routes } from "@bunch/contracts/routes";
import { priceModels } from "@bunch/core/flow/price-models";
import { missingModels } from "@bunch/core/flow/remembered-key";
import { priceWorkflow } from "@bunch/core/flow/price-workflow";
import { sumEstimates } from "@bunch/core/models/sum-estimates";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { jsonBody } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { promptBytes, refuseBoth, refuseBothModels } from "./request/read-execute.ts";
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
      refuseBothModels(fields);
      await app.catalogue.takeUp();
      const missing = await missingModels(app.doors, {
        userId,
        keyIds: fields.key_id === undefined ? [] : [fields.key_id.toLowerCase()],
      });
      const priced: ReturnType<typeof priceModels> = fields.workflow_id
        ? [await priceAgain(app, userId, { ...fields, workflow_id: fields.workflow_id, missing })]
        : priceModels(app.doors.models, {
            wish: wishOf(fields),
            defaultModel,
            referenceCount: fields.reference_image_count ?? 0,
            limits,
            missing,
          });
      const [first] = priced;
      const { highCost, ...estimated } = sumEstimates(
        priced.map((one) => ({ ...one.estimate, highCost: one.highCost })),
      );
      success(response, EstimateAnswer, 200, {
        model: first.entry.id,
        estimated_cost: estimated,
        high_cost: highCost,
        prompts: first.prompts.length,
        warnings: priced.flatMap(({ warnings }) => warnings),
        ...(fields.models && {
          models: priced.map((one) => ({
            model: one.entry.id,
            estimated_cost: one.estimate,
            high_cost: one.highCost,
          })),
        }),
      });
    },
  );
}

async function priceAgain(
  app: AppInput,
  userId: string,
  { missing, ...fields }: EstimateRequest & { workflow_id: string; missing: string[] },
) {
  refuseBesideWorkflow(fields);
  const { limits } = app.settings;
  const workflowId = fields.workflow_id;
  return (await priceWorkflow(app.doors, { userId, workflowId, limits, missing })).priced;
}
