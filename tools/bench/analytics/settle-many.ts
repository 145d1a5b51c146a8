import pg from "pg";

/** Of each batch so many, written at once: more of them at a time only take more memory. */
const atOnce = 50_000;
const outcomes =
  "(case when n % 50 = 7 then 'refused' when n % 50 = 9 then 'filtered' else 'picture' end)";

/**
 * Batches of the owner of an execution, each of `each` results, spread over the last days: written as claimed and then settled,
 * as workers do, so that whatever follows a settlement follows. Resolves with how long that took, in milliseconds.
 */
export async function settleMany(
  connectionString: string,
  input: { executionId: string; results: number; each: number; days: number },
): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const startedMs = performance.now();
  try {
    for (let batch = 0; batch * input.each < input.results; batch += 1) {
      const id = crypto.randomUUID();
      await client.query(
        `insert into workflow_executions (id, workflow_id, user_id, model, settings, estimate, prompts_count, results_count,
           pending_count, completed_count, idempotency_key, idempotency_digest, started_at, completed_at)
         select $1::uuid, workflow_id, user_id, case $3::int % 3 when 0 then 'gemini-3-pro-image' else model end, settings,
           estimate, $2::int, $2::int, 0, $2::int, $1::uuid::text, 'x', started_at, completed_at
         from workflow_executions where id = $4::uuid`,
        [id, input.each, batch, input.executionId],
      );
      for (let from = 0; from < input.each; from += atOnce)
        await settlePart(client, {
          id,
          from,
          to: Math.min(input.each, from + atOnce) - 1,
          days: input.days,
        });
    }
    await client.query("analyze");
    return performance.now() - startedMs;
  } finally {
    await client.end();
  }
}

async function settlePart(
  client: pg.Client,
  part: { id: string; from: number; to: number; days: number },
): Promise<void> {
  const { id, from, to, days } = part;
  await client.query(
    `with result as (
       insert into workflow_batch_results (id, execution_id, user_id, batch_index, variation, prompt_text, status, attempts)
       select gen_random_uuid(), e.id, e.user_id, n, 0, 'a fox', 'processing', 1
       from workflow_executions e, generate_series($2::int, $3::int) n where e.id = $1
       returning id, execution_id, user_id, batch_index)
     insert into result_attempts (id, result_id, execution_id, user_id, number, round, worker_id, spool_id, fence, model,
       ceiling_micros, deadline_at, sent_at)
     select gen_random_uuid(), r.id, r.execution_id, r.user_id, 1, 1, r.execution_id, r.execution_id, 1, e.model, 100000, now(),
       now() - (r.batch_index::bigint * 7919 % ($4::int * 86400)) * interval '1 second'
     from result r join workflow_executions e on e.id = r.execution_id`,
    [id, from, to, days],
  );
  await client.query(
    `update result_attempts a set state = 'settled', ended_at = sent_at, cost_micros = 39000 + n % 7001, outcome = ${outcomes}
     from (select id, batch_index as n from workflow_batch_results where execution_id = $1 and batch_index between $2 and $3) r
     where a.result_id = r.id`,
    [id, from, to],
  );
  await client.query(
    `update workflow_batch_results r set status = case ${outcomes} when 'picture' then 'completed' else 'failed' end,
       error_code = nullif(${outcomes}, 'picture'),
       object_path = case ${outcomes} when 'picture' then r.id::text end,
       drawn_in_ms = 3000 + n * 31 % 17000, completed_at = a.sent_at
     from (select b.id, b.batch_index as n from workflow_batch_results b
       where b.execution_id = $1 and b.batch_index between $2 and $3) k, result_attempts a
     where r.id = k.id and a.result_id = r.id`,
    [id, from, to],
  );
}
