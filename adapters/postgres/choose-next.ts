import type { Choice, DispatchStore } from "@bunch/core/ports/dispatch-store";
import type { PaceNews } from "@bunch/core/pace/pace";
import { gateIsClosed } from "./gate-is-closed.ts";
import { isOver } from "./is-over.ts";
import type { Pool } from "./pools.ts";

type ChoiceRow = {
  chosen: Choice["chosen"] | null;
  accounts: Choice["accounts"] | null;
  news: NewsRow[] | null;
  slots: number;
  workers: number;
  free: number;
};
type NewsRow = {
  account: string;
  modelId: string;
  callId: string;
  kind: PaceNews["is"];
  waitMs: number | null;
  perMinute: number | null;
};

/** Looks at everything that is open and chooses what runs next, in one statement. */
export async function chooseNext(
  pool: Pool,
  input: Parameters<DispatchStore["chooseNext"]>[0],
): Promise<Choice> {
  const { forNew } = input;
  const found = await pool.query<ChoiceRow>(chooseNextStatement, [
    input.deadWorkerIds,
    JSON.stringify(input.allowances),
    forNew.inFlight,
    forNew.starts,
    forNew.startsUpTo,
  ]);
  const row = found.rows[0];
  if (!row) throw new Error("A look at what is open told nothing.");
  return {
    chosen: row.chosen ?? [],
    accounts: row.accounts ?? [],
    news: (row.news ?? []).map(newsOf),
    slots: row.slots,
    workers: row.workers,
    free: row.free,
  };
}

function newsOf({ account, modelId, callId, kind, waitMs, perMinute }: NewsRow) {
  const news: PaceNews =
    kind === "limited"
      ? { is: kind, callId, waitMs: waitMs ?? 0, perMinute }
      : { is: kind, callId };
  return { account, modelId, news };
}

/**
 * Free slots are those of each living worker, less what it holds, and less what was handed out: one that drains holds
 * more than its slots, and takes none of the others'. Turns go round: each user's next result ranks behind what that
 * user has under way, and within a user the executions take turns the same way; of each account no more than its pace
 * allows. It waits for no row that another holds: without the lock of the execution, which all others take first, that
 * could end in a deadlock.
 */
const chooseNextStatement = `
  with news as (
    delete from pace_news returning id, told_at, account, model, result_id, kind, wait_ms, per_minute
  ), handed as (
    select execution_id, count(*) as results from workflow_batch_results
    where status = 'pending' and handed_out_at is not null group by execution_id
  ), living as (
    select w.id, w.slots, (select count(*) from workflow_batch_results r
      where r.status = 'processing' and r.worker_id = w.id)
      -- What is past its deadline and drawn elsewhere is asked after now and then, and takes no slot.
      - (select count(*) from result_attempts a
        where a.worker_id = w.id and a.state = 'sent' and a.ticket is not null and a.deadline_at < now()) as held
    from workers w where w.id <> all ($1) and w.left_at is null
  ), slots as (
    select count(*)::int as workers, coalesce(sum(slots), 0)::int as every,
      greatest(0, coalesce(sum(greatest(0, slots - held)), 0)
        - coalesce((select sum(results) from handed), 0))::int as free
    from living
  ), open as (
    select e.id, e.user_id, e.created_at, w.account, e.model, e.traceparent,
      e.processing_count + coalesce(h.results, 0) as under_way,
      e.pending_count - e.undecided_count > coalesce(h.results, 0) and e.cancelled_at is null and e.paused_reason is null
        and ${isOver("e.hold_until")} as runs
    from workflow_executions e
    join workflows w on w.id = e.workflow_id
    left join handed h on h.execution_id = e.id
    where e.completed_at is null
      and ((e.pending_count > 0 and e.cancelled_at is null and e.paused_reason is null) or e.processing_count > 0)
  ), called as (
    -- What lies with a worker that is gone is no call any more, and may lie there for long.
    select execution_id, count(*) as results from workflow_batch_results
    where status = 'processing' and worker_id in (select id from living) group by execution_id
  ), accounts as (
    select o.account, o.model, bool_or(o.runs) as has_waiting,
      sum(coalesce(c.results, 0) + coalesce(h.results, 0))::int as in_flight
    from open o left join called c on c.execution_id = o.id left join handed h on h.execution_id = o.id
    group by o.account, o.model
  ), allowed as (
    select a.account, a.model, least(
        coalesce(p."inFlight", $3) - a.in_flight,
        greatest(coalesce(p.starts, $4), coalesce(p."startsUpTo", $5) - a.in_flight), s.free)
        -- Nothing for whom this very look tells a limit, or whose gate its allowance has not heard of.
        * (not exists (select from news n
          where n.account = a.account and n.model = a.model and n.kind = 'limited')
          and not exists (select from paces g
            where g.account = a.account and g.model = a.model and ${gateIsClosed("g")}))::int as most
    from accounts a cross join slots s
    left join jsonb_to_recordset($2) as p (account text, "modelId" text, "inFlight" int, starts int, "startsUpTo" int)
      on p.account = a.account and p."modelId" = a.model
  ), ranked as (
    select n.id, o.user_id, o.created_at, o.id as execution_id, o.account, o.model, m.most,
      o.under_way + row_number() over (partition by o.id order by n.batch_index, n.variation) as turn
    from open o join allowed m on m.account = o.account and m.model = o.model and m.most > 0, lateral (
      select r.id, r.batch_index, r.variation from workflow_batch_results r
      where r.execution_id = o.id and r.status = 'pending' and r.handed_out_at is null and not r.undecided
        and ${isOver("r.not_before")}
      order by r.batch_index, r.variation limit m.most
    ) n
    where o.runs
  ), busy as (
    select user_id, sum(under_way) as under_way from open group by user_id
  ), fair as (
    select k.*, b.under_way + row_number() over (
        partition by k.user_id order by k.turn, k.created_at, k.execution_id) as user_turn
    from ranked k join busy b on b.user_id = k.user_id
  ), paced as (
    select f.*, row_number() over (
        partition by f.account, f.model order by f.user_turn, f.turn, f.created_at, f.id) as account_turn
    from fair f
  ), taken as (
    select r.id from workflow_batch_results r
    where r.status = 'pending' and r.handed_out_at is null and r.id in (
      select p.id from paced p where p.account_turn <= p.most
      order by p.user_turn, p.turn, p.created_at, p.id limit (select free from slots))
    for update skip locked
  ), chosen as (
    update workflow_batch_results set handed_out_at = now() where id in (select id from taken)
    returning id, execution_id
  )
  select s.every as slots, s.workers, s.free - (select count(*) from chosen)::int as free,
    (select json_agg(json_build_object('resultId', c.id, 'account', o.account, 'modelId', o.model,
        'executionId', o.id, 'traceparent', o.traceparent))
      from chosen c join open o on o.id = c.execution_id) as chosen,
    (select json_agg(json_build_object(
        'account', a.account, 'modelId', a.model, 'inFlight', a.in_flight, 'hasWaiting', a.has_waiting))
      from accounts a) as accounts,
    (select json_agg(json_build_object('account', n.account, 'modelId', n.model, 'callId', n.result_id,
        'kind', n.kind, 'perMinute', n.per_minute,
        'waitMs', greatest(0, n.wait_ms - age.ms)) order by n.told_at, n.id)
      -- What nobody dispatched to hear of is old by now.
      from news n cross join lateral (
        select 1000 * floor(greatest(0, extract(epoch from now() - n.told_at)))::int as ms) age
      where age.ms < 60000 or n.wait_ms > age.ms) as news
  from slots s`;
