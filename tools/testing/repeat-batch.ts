import pg from "pg";

/** A completed batch of any length, whose pictures are those of a short one that was drawn; resolves with its id. */
export async function repeatBatch(
  connectionString: string,
  input: { executionId: string; count: number; variations?: number },
): Promise<string> {
  const { executionId, count, variations = 1 } = input;
  const id = crypto.randomUUID();
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("begin");
    await client.query(
      `insert into workflow_executions (id, workflow_id, user_id, model, settings, estimate, prompts_count, results_count, pending_count,
         completed_count, last_sequence, idempotency_key, idempotency_digest, started_at, completed_at)
       select $1::uuid, workflow_id, user_id, model, settings || jsonb_build_object('variations', $3::int), estimate,
         $2::int / $3::int, $2::int, 0, $2::int, $2::int, $1::uuid::text, 'x', started_at, completed_at
       from workflow_executions where id = $4::uuid`,
      [id, count, variations, executionId],
    );
    await client.query(
      `with drawn as (
         select *, row_number() over (order by batch_index, variation) - 1 as place, count(*) over () as many
         from workflow_batch_results where execution_id = $4::uuid and status = 'completed')
       insert into workflow_batch_results (id, execution_id, user_id, batch_index, variation, prompt_text, status, attempts,
         object_path, object_sha256, object_crc32, object_head_bytes, object_head_crc32, mime_type, width, height, bytes, drawn_in_ms, thumbhash, completed_at)
       select gen_random_uuid(), $1::uuid, user_id, n / $3::int, n % $3::int,
         'a fox in the snow, prompt number ' || (n / $3::int + 1), 'completed', 1, object_path, object_sha256, object_crc32,
         object_head_bytes, object_head_crc32, mime_type, width, height, bytes, drawn_in_ms, thumbhash, completed_at
       from generate_series(0, $2::int - 1) n join drawn on drawn.place = n % drawn.many`,
      [id, count, variations, executionId],
    );
    await client.query("commit");
  } finally {
    await client.end();
  }
  return id;
}
