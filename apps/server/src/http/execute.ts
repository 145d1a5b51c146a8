import { createHash } from "node:crypto";
import { ExecuteAnswer } from "@bunch/contracts/execution";
import { routes } from "@bunch/contracts/routes";
import { runWorkflowAgain } from "@bunch/core/flow/run-workflow-again";
import { submitExecution } from "@bunch/core/flow/submit-execution";
import { Problem } from "@bunch/core/problem";
import { type Request, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { requestIdOf } from "./request-id.ts";
import { wishOf } from "./request/wish-of.ts";
import { type ExecuteInput, readExecute } from "./request/read-execute.ts";
import { diskFull } from "./problem-response.ts";
import { success } from "./success.ts";

const storeDeadlineMs = 60_000;

/** `POST /api/nano-banana/execute`: takes a batch in and starts it, anew or from the workflow of an earlier one. */
export function execute(app: AppInput): Router {
  const { settings, hideSecret } = app;
  const doors = { ...app.doors, hideSecret };
  const { jsonReader, read } = readExecute(settings.limits);
  return Router().post(routes.execute.path, jsonReader, async (request, response) => {
    const person = await app.userOf(request);
    const { userId } = person;
    const key = idempotencyKeyOf(request);
    const input = await read(request);
    const { fields } = input;
    if (fields.api_key) hideSecret(fields.api_key.trim());
    const idempotency = key === null ? null : { key, digest: digestOf(input) };
    if (!(await app.hasRoom()) && !(await isRepeat(app, userId, idempotency)))
      throw new Problem("disk_full", diskFull);
    const common = {
      userId,
      cameBy: cameByOf(request, person),
      name: fields.name ?? null,
      apiKey: fields.api_key,
      keyId: fields.key_id?.toLowerCase(),
      serverKeys: settings.serverKeys,
      webhookUrl: fields.webhook_url,
      limits: settings.limits,
      idempotency,
      // Once all of it has come, the batch is taken in, even if its sender hangs up.
      signal: AbortSignal.timeout(storeDeadlineMs),
    };
    const { tracer } = app;
    const requestId = requestIdOf(response);
    const { executionId } = await tracer.span(
      { name: "submit", from: null, facts: { requestId } },
      async (tell) => {
        // Whatever a worker does for it later is part of this span's trace.
        const origin = { requestId, traceparent: tracer.traceparent() };
        const submitted = fields.workflow_id
          ? await runWorkflowAgain(doors, {
              ...common,
              origin,
              workflowId: fields.workflow_id,
              maxCostDollars: fields.max_cost,
              redrawFiltered: fields.redraw_filtered,
              onDoubt: fields.on_doubt,
              defaultOnDoubt: settings.onDoubt,
            })
          : await submitExecution(doors, {
              ...common,
              origin,
              wish: wishOf(fields),
              defaultModel: settings.defaultModel,
              redrawFiltered: fields.redraw_filtered ?? false,
              onDoubt: fields.on_doubt ?? settings.onDoubt,
              references: input.references,
            });
        tell({ executionId: submitted.executionId });
        return submitted;
      },
    );
    const view = await app.views.find({ userId, executionId });
    if (!view) throw new Error(`Execution ${executionId} was submitted and is not there.`);
    app.log.info(
      { requestId, executionId, model: view.modelId, results: view.counts.results },
      "A batch was taken in.",
    );
    success(response, ExecuteAnswer, 202, {
      execution_id: view.id,
      workflow_id: view.workflowId,
      // As it was taken in: a repeat gets the first answer, however far the batch is by then.
      status: "pending",
      total_prompts: view.counts.prompts,
      model: view.modelId,
      estimated_cost: view.estimate,
      warnings: [...view.warnings],
    });
  });
}

/** A repeat wants no room: whoever missed the first answer gets it on a full disk too. */
async function isRepeat(
  app: AppInput,
  userId: string,
  idempotency: { key: string; digest: string } | null,
): Promise<boolean> {
  if (idempotency === null) return false;
  return (await app.doors.executions.findRepeat({ userId, ...idempotency })).is !== "new";
}

function idempotencyKeyOf(request: Request): string | null {
  const key = request.get("idempotency-key")?.trim();
  if (key === undefined) return null;
  if (/^[\x20-\x7E]{1,255}$/.test(key)) return key;
  throw new Problem(
    "bad_request",
    "Idempotency-Key has to be 1 to 255 printable ASCII characters. A new UUID for each batch is best.",
    { field: "Idempotency-Key" },
  );
}

/** The same for the same request, whether it came as a form or as JSON; the key and the pictures go in as hashes. */
function digestOf({ fields, references }: ExecuteInput): string {
  const { api_key: apiKey, prompts_text: text, ...rest } = fields;
  // Forms turn each line break into two characters.
  const sorted = Object.entries({ ...rest, prompts_text: text?.replaceAll("\r\n", "\n") })
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256(
    JSON.stringify([
      sorted,
      apiKey === undefined ? null : sha256(apiKey),
      references.map(({ bytes }) => sha256(bytes)),
    ]),
  );
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
