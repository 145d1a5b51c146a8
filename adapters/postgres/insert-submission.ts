import type { Submission } from "@bunch/core/ports/execution-store";
import type { Connection } from "./pools.ts";

/** Writes workflow, execution and results; false when the idempotency key is taken, and then nothing is written. */
export async function insertSubmission(
  connection: Connection,
  submission: Submission,
): Promise<boolean> {
  const { settings, prompts } = submission;
  const results = prompts.length * settings.variations;
  const config = {
    model: submission.modelId,
    aspect_ratio: settings.aspectRatio,
    image_size: settings.imageSize,
    variations: settings.variations,
    redraw_filtered: submission.redrawFiltered,
    reference_images: submission.references,
    api_key_encrypted: submission.sealedKey,
  };
  const {
    reference_images: references,
    api_key_encrypted: _sealed,
    model: _model,
    ...drawn
  } = config;
  await connection.query("savepoint before_submission");
  await connection.query(
    "insert into workflows (id, user_id, name, prompts, config) values ($1, $2, $3, $4, $5)",
    [submission.workflowId, submission.userId, submission.name, prompts, JSON.stringify(config)],
  );
  const inserted = await connection.query(
    `insert into workflow_executions
       (id, workflow_id, user_id, name, model, settings, reference_images, estimate, warnings, max_cost_micros,
        prompts_count, results_count, pending_count, idempotency_key, idempotency_digest)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14)
     on conflict (user_id, idempotency_key) do nothing`,
    [
      submission.executionId,
      submission.workflowId,
      submission.userId,
      submission.name,
      submission.modelId,
      JSON.stringify(drawn),
      JSON.stringify(references),
      JSON.stringify(submission.estimate),
      JSON.stringify(submission.warnings),
      submission.maxCostMicros,
      prompts.length,
      results,
      submission.idempotency?.key ?? null,
      submission.idempotency?.digest ?? null,
    ],
  );
  if (inserted.rowCount === 0) {
    await connection.query("rollback to savepoint before_submission");
    return false;
  }
  await connection.query(
    `insert into workflow_batch_results (id, execution_id, user_id, batch_index, variation, prompt_text)
     select gen_random_uuid(), $1, $2, p.number - 1, v.variation, p.prompt
     from unnest($3::text[]) with ordinality as p (prompt, number)
     cross join generate_series(0, $4::int - 1) as v (variation)`,
    [submission.executionId, submission.userId, prompts, settings.variations],
  );
  return true;
}
