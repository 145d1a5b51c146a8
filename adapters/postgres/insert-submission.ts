import type { Run, Submission } from "@bunch/core/ports/execution-store";
import { columnsOf, keepRows } from "./kept-rows.ts";
import { keyInConfig } from "./key-in-config.ts";
import type { Connection } from "./pools.ts";

/** Writes a workflow as it was configured, with its sealed key. */
export async function insertWorkflow(
  connection: Connection,
  submission: Run & Pick<Submission, "sealedKey">,
): Promise<void> {
  const config = {
    model: submission.modelId,
    ...settingsOf(submission),
    reference_images: submission.references,
    ...keyInConfig(submission.sealedKey),
  };
  await connection.query(
    "insert into workflows (id, user_id, name, prompts, config, rows) values ($1, $2, $3, $4, $5, $6)",
    [
      submission.workflowId,
      submission.userId,
      submission.name,
      submission.prompts,
      JSON.stringify(config),
      keepRows(submission.rows),
    ],
  );
}

/** Writes an execution of a workflow and its results; false when the idempotency key is taken, and then nothing is written. */
export async function insertExecution(
  connection: Connection,
  run: Run,
  /** Null where it is not one of several. */
  ofSet: { id: string; place: number } | null,
): Promise<boolean> {
  const { settings, prompts } = run;
  const inserted = await connection.query(
    `insert into workflow_executions
       (id, workflow_id, user_id, name, model, settings, reference_images, estimate, warnings, max_cost_micros,
        prompts_count, results_count, pending_count, idempotency_key, idempotency_digest,
        request_id, traceparent, webhook_url, set_id, set_place)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16, $17, $18, $19)
     on conflict (user_id, idempotency_key) do nothing`,
    [
      run.executionId,
      run.workflowId,
      run.userId,
      run.name,
      run.modelId,
      JSON.stringify(settingsOf(run)),
      JSON.stringify(run.references),
      JSON.stringify(run.estimate),
      JSON.stringify(run.warnings),
      run.maxCostMicros,
      prompts.length,
      prompts.length * settings.variations,
      run.idempotency?.key ?? null,
      run.idempotency?.digest ?? null,
      run.origin?.requestId ?? null,
      run.origin?.traceparent ?? null,
      run.webhook?.url ?? null,
      ofSet?.id ?? null,
      ofSet?.place ?? null,
    ],
  );
  if (inserted.rowCount === 0) return false;
  const results = await connection.query(
    // The prompts of the workflow, which is written: sent once more, 100 000 of them would be tens of megabytes.
    // What single prompts have of their own stands beside them, column by column; the shorter ones end in nulls.
    `insert into workflow_batch_results
       (id, execution_id, user_id, batch_index, variation, prompt_text, aspect_ratio, image_size, reference_places, file_name)
     select gen_random_uuid(), $1, w.user_id, p.number - 1, v.variation, p.prompt, p.aspect_ratio, p.image_size,
       p.reference_places::integer[], p.file_name
     from workflows w
     cross join unnest(w.prompts, $5::text[], $6::text[], $7::text[], $8::text[])
       with ordinality as p (prompt, aspect_ratio, image_size, reference_places, file_name, number)
     cross join generate_series(0, $4::int - 1) as v (variation)
     where w.id = $2 and w.user_id = $3`,
    [
      run.executionId,
      run.workflowId,
      run.userId,
      settings.variations,
      ...columnsOf(run.rows, prompts.length),
    ],
  );
  if (results.rowCount !== prompts.length * settings.variations)
    throw new Error(`Workflow ${run.workflowId} has other prompts than its execution.`);
  return true;
}

function settingsOf({ settings, redrawFiltered, onDoubt }: Run) {
  return {
    aspect_ratio: settings.aspectRatio,
    image_size: settings.imageSize,
    variations: settings.variations,
    ...(settings.seed !== null && { seed: settings.seed }),
    redraw_filtered: redrawFiltered,
    on_doubt: onDoubt,
  };
}
