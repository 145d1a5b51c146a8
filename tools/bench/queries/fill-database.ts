import { createHash, randomUUID } from "node:crypto";
import pg from "pg";

/** What there is to ask for in a filled database. */
export type Filled = {
  owner: string;
  admin: string;
  /** The owner's batch of a third of all results, and one after the other of their small ones. */
  big: { executionId: string; workflowId: string; results: number };
  nextSmall: () => string;
  /** Of the owner: a key of a submission, one of a submission that was deleted, a token's hash and id, a provider key's id. */
  idempotencyKey: string;
  deletedKey: string;
  tokenHash: Buffer;
  tokenId: string;
  providerKeyId: string;
};

const resultsOfSmall = 10;
const strangers = 19;

/**
 * Fills a migrated database: a third of the results in one batch of the owner's, a third in their thousands of small ones,
 * a third with others. What is rare stands where a search for it takes longest: at the end of the big batch.
 */
export async function fillDatabase(input: {
  /** Logs in as a superuser, as rows are written that no trigger should see. */
  connectionString: string;
  results: number;
  owner: string;
}): Promise<Filled> {
  const { owner, results } = input;
  const third = Math.floor(results / 3);
  const admin = randomUUID();
  const [executionId, workflowId] = [randomUUID(), randomUUID()];
  const [tokenId, providerKeyId] = [randomUUID(), randomUUID()];
  const tokenHash = createHash("sha256").update("a token").digest();
  const client = new pg.Client({ connectionString: input.connectionString });
  await client.connect();
  try {
    const run = (text: string, values: unknown[] = []) => client.query(text, values);
    await run("set session_replication_role = replica");
    await run("insert into auth.users (id) values ($1), ($2) on conflict do nothing", [
      owner,
      admin,
    ]);
    await run("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
    await run(
      `create temp table stranger as select gen_random_uuid() as id from generate_series(1, ${strangers})`,
    );
    await run("insert into auth.users (id) select id from stranger");
    await run(
      `create temp table batch as
       select $1::uuid as id, $2::uuid as workflow_id, $3::uuid as user_id, $4::int as results, 0 as number, true as is_big
       union all
       select gen_random_uuid(), gen_random_uuid(), $3::uuid, ${resultsOfSmall}, n, false
         from generate_series(1, $4::int / ${resultsOfSmall}) n
       union all
       select gen_random_uuid(), gen_random_uuid(), id, $4::int / ${strangers} / 10, n, false
         from stranger, generate_series(1, 10) n`,
      [executionId, workflowId, owner, third],
    );
    for (const statement of fillStatements) await run(statement);
    await run(
      `insert into api_tokens (id, user_id, name, scope, token_hash, last_four)
       values ($1, $2, 'mine', 'read', $3, 'wxyz')`,
      [tokenId, owner, tokenHash],
    );
    await run(
      `insert into provider_keys (id, user_id, vendor, name, sealed, last_four, account)
       values ($1, $2, 'gemini', 'mine', '{}', '1234', 'mine')`,
      [providerKeyId, owner],
    );
    await run("reset session_replication_role");
    await run("vacuum analyze");
    const small = await run(
      "select id from batch where user_id = $1 and not is_big order by number",
      [owner],
    );
    const smalls = small.rows as { id: string }[];
    return {
      owner,
      admin,
      big: { executionId, workflowId, results: third },
      nextSmall: () => {
        const next = smalls.pop();
        if (!next) throw new Error("No small batch is left.");
        return next.id;
      },
      idempotencyKey: "submission 1",
      deletedKey: "deleted 1",
      tokenHash,
      tokenId,
      providerKeyId,
    };
  } finally {
    await client.end();
  }
}

const noCount = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0, undecided: 0 };
const eventData = JSON.stringify({
  status: "processing",
  reason: null,
  counts: { ...noCount, prompts: 1, results: 1, costMicros: 0, possibleMicros: 0 },
  result: { id: randomUUID(), batch_index: 0, variation: 0, status: "completed", warnings: [] },
});

/** Of the big batch the last hundredth waits, and what failed comes just before; of the small ones each hundredth failed. */
const fillStatements = [
  `insert into workflows (id, user_id, prompts, config)
   select workflow_id, user_id,
     case when is_big then array(select 'a fox at dusk, number ' || n from generate_series(1, results) n) else '{a fox}' end,
     '{"model": "simulator", "aspect_ratio": "1:1", "image_size": "1K", "variations": 1, "redraw_filtered": false, "reference_images": []}'
   from batch`,
  `create temp table result as
   select gen_random_uuid() as id, b.id as execution_id, b.user_id, n as batch_index, case
       when b.is_big and n >= b.results * 0.99 then 'pending'
       when b.is_big and n >= b.results * 0.989 then 'failed'
       when not b.is_big and b.number % 100 = 7 then 'failed'
       else 'completed' end as status
   from batch b, generate_series(0, b.results - 1) n`,
  `insert into workflow_executions (id, workflow_id, user_id, model, settings, estimate, prompts_count, results_count,
     pending_count, completed_count, failed_count, cost_micros, last_sequence, idempotency_key, idempotency_digest, created_at,
     started_at, completed_at)
   select b.id, b.workflow_id, b.user_id, 'simulator', '{"aspect_ratio": "1:1", "image_size": "1K", "variations": 1}',
     '{"totalCost": 1, "costPerImage": 0.04, "imageCount": 1}', b.results, b.results,
     c.pending, c.completed, c.failed, c.completed * 40000, b.results, 'submission ' || b.number, 'x',
     now() - b.number * interval '1 minute', now() - b.number * interval '1 minute',
     case when c.pending = 0 then now() - b.number * interval '1 minute' end
   from batch b join (
     select execution_id, count(*) filter (where status = 'pending') as pending,
       count(*) filter (where status = 'completed') as completed, count(*) filter (where status = 'failed') as failed
     from result group by execution_id) c on c.execution_id = b.id`,
  `insert into workflow_batch_results (id, execution_id, user_id, batch_index, variation, prompt_text, status, attempts, object_path,
     object_sha256, mime_type, width, height, bytes, drawn_in_ms, cost_micros, thumbhash, completed_at, rating)
   select id, execution_id, user_id, batch_index, 0, 'a fox at dusk, painted in oil, number ' || batch_index || ' of a series',
     status, 1, case when status = 'completed' then user_id || '/' || execution_id || '/' || id || '.png' end,
     md5(id::text), 'image/png', 1024, 1024, 1500000, 9000, 40000, 'X5qGNQw7oElslqhGWfSE+Q6oJ1h2iHB2Rw==', now(),
     case when status = 'completed' and batch_index % 20 = 0 then batch_index / 20 % 5 + 1 end
   from result order by execution_id, batch_index`,
  `insert into result_attempts (id, result_id, execution_id, user_id, number, round, state, outcome, worker_id, spool_id, fence, model,
     ceiling_micros, cost_micros, deadline_at, ended_at)
   select gen_random_uuid(), id, execution_id, user_id, 1, 1, 'settled', 'picture', id, id, 1, 'simulator', 50000, 40000, now(), now()
   from result where status <> 'pending'`,
  `insert into execution_events (execution_id, sequence, user_id, type, result_id, data)
   select execution_id, batch_index + 1, user_id, 'result.completed', id, '${eventData}'
   from result order by execution_id, batch_index`,
  `insert into deleted_executions (id, user_id, model, settings, prompts_count, results_count, completed_count, failed_count,
     cancelled_count, cost_micros, possible_micros, idempotency_key, idempotency_digest, created_at, completed_at)
   select gen_random_uuid(), user_id, 'simulator', '{}', 1, 1, 1, 0, 0, 40000, 0, 'deleted ' || number, 'x', now(), now()
   from batch where not is_big`,
  // As its triggers would have it.
  `insert into used_by_day (user_id, day, executions, pictures, spent_micros)
   select user_id, (created_at at time zone 'UTC')::date, count(*), sum(results_count),
     coalesce(sum(cost_micros) filter (where completed_at is not null), 0)
   from (
     select user_id, created_at, results_count, cost_micros, completed_at from workflow_executions
     union all select user_id, created_at, results_count, cost_micros, completed_at from deleted_executions) e
   group by 1, 2`,
  `insert into searched_texts (execution_id, user_id, created_at, lines)
   select e.id, e.user_id, e.created_at, private.folded_lines(e.name, e.model, array(
     select r.prompt_text from workflow_batch_results r
     where r.execution_id = e.id and r.batch_index < 3 and r.variation = 0 order by r.batch_index))
   from workflow_executions e`,
  `insert into api_tokens (id, user_id, name, scope, token_hash, last_four)
   select gen_random_uuid(), user_id, 'nightly', 'read', sha256(convert_to(user_id::text || number, 'utf8')), 'wxyz'
   from batch where number between 1 and 40`,
  `insert into provider_keys (id, user_id, vendor, name, sealed, last_four, account)
   select gen_random_uuid(), user_id, 'gemini', 'another', '{}', '1234', 'account ' || number
   from batch where number between 1 and 40`,
  `insert into audit_events (at, user_id, actor, action, subject)
   select now() - n * interval '1 second', b.user_id, 'session',
     case when n % 1000 = 999 then 'role.changed' else 'execution.started' end, b.id::text
   from batch b, generate_series(1, 10) n`,
];
