import { createHash } from "node:crypto";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { routes } from "@bunch/contracts/routes";
import { runWorkflowAgain } from "@bunch/core/flow/run-workflow-again";
import { submitExecution } from "@bunch/core/flow/submit-execution";
import type { GivenKeys } from "@bunch/core/flow/vendor-keys";
import { sumEstimates } from "@bunch/core/models/sum-estimates";
import type { ExecutionView } from "@bunch/core/ports/execution-views";
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
    await app.catalogue.takeUp();
    const { fields } = input;
    for (const secret of [fields.api_key, ...Object.values(fields.api_keys ?? {})])
      if (secret) hideSecret(secret.trim());
    const idempotency = key === null ? null : { key, digest: digestOf(input) };
    if (!(await app.hasRoom()) && !(await isRepeat(app, userId, idempotency)))
      throw new Problem("disk_full", diskFull);
    const common = {
      userId,
      cameBy: cameByOf(request, person),
      name: fields.name ?? null,
      serverKeys: settings.serverKeys,
      webhookUrl: fields.webhook_url,
      limits: settings.limits,
      idempotency,
      // Once all of it has come, the batch is taken in, even if its sender hangs up.
      signal: AbortSignal.timeout(storeDeadlineMs),
    };
    const keys = keysOf(fields);
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
              ...keys,
              origin,
              workflowId: fields.workflow_id,
              maxCostDollars: fields.max_cost,
              redrawFiltered: fields.redraw_filtered,
              onDoubt: fields.on_doubt,
              defaultOnDoubt: settings.onDoubt,
            })
          : await submitExecution(doors, {
              ...common,
              keys,
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
    const { setId } = view;
    const views = setId === null ? [view] : await app.views.set({ userId, setId });
    for (const { id, modelId, counts } of views)
      app.log.info(
        { requestId, executionId: id, model: modelId, results: counts.results },
        "A batch was taken in.",
      );
    success(response, ExecuteAnswer, 202, answerOf(view, views));
  });
}

/** As it was taken in: a repeat gets the first answer, however far the batch is by then. */
function answerOf(first: ExecutionView, all: readonly ExecutionView[]): ExecuteAnswer {
  const { highCost: _, ...estimated } = sumEstimates(
    all.map(({ estimate }) => ({ ...estimate, highCost: 0 })),
  );
  return {
    execution_id: first.id,
    workflow_id: first.workflowId,
    status: "pending",
    total_prompts: first.counts.prompts,
    model: first.modelId,
    estimated_cost: estimated,
    warnings: all.flatMap(({ warnings }) => warnings),
    ...(first.setId !== null && {
      set_id: first.setId,
      executions: all.map((one) => ({
        execution_id: one.id,
        workflow_id: one.workflowId,
        model: one.modelId,
        estimated_cost: one.estimate,
      })),
    }),
  };
}

/** The keys that came, by the vendors whose they are where that is told. */
function keysOf(fields: ExecuteInput["fields"]): GivenKeys {
  const ids = Object.entries(fields.key_ids ?? {});
  return {
    apiKey: fields.api_key,
    keyId: fields.key_id?.toLowerCase(),
    apiKeys: new Map(Object.entries(fields.api_keys ?? {})),
    keyIds: new Map(ids.map(([vendor, id]) => [vendor, id.toLowerCase()])),
  };
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
  const {
    api_key: apiKey,
    api_keys: apiKeys,
    key_ids: keyIds,
    prompts_text: text,
    ...rest
  } = fields;
  const told = {
    ...rest,
    // Forms turn each line break into two characters.
    prompts_text: text?.replaceAll("\r\n", "\n"),
    api_keys: apiKeys && inOrder(apiKeys).map(([vendor, key]) => [vendor, sha256(key)]),
    key_ids: keyIds && inOrder(keyIds),
  };
  const sorted = inOrder(told).filter(([, value]) => value !== undefined);
  return sha256(
    JSON.stringify([
      sorted,
      apiKey === undefined ? null : sha256(apiKey),
      references.map(({ bytes }) => sha256(bytes)),
    ]),
  );
}

function inOrder<Value>(fields: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
