-- What is old enough is forgotten by itself, where whoever runs Bunch says how old that is: batches as if their owner had
-- deleted them, events, lines of the audit trail. Never what is unpaid or unsettled. See docs/decisions/2026-11-28-retention.md.

-- Events up to this sequence are forgotten; more may follow.
alter table public.workflow_executions add column trimmed_to bigint not null default 0;
create index workflow_executions_over on public.workflow_executions (completed_at)
  where completed_at is not null;

-- One worker at a time, for as long as its transaction lasts: no lock outlives it, whatever pools connections.
create function private.retention_turn() returns boolean
  language sql volatile set search_path = ''
  as $$ select pg_try_advisory_xact_lock(hashtextextended('bunch: what is old', 0)) $$;

-- As whom the next statements act: the forced policies bind the owner too where it is no superuser.
create function private.act_for(person uuid) returns void
  language sql volatile set search_path = ''
  as $$
    select set_config('request.jwt.claims',
      case when person is null then '' else json_build_object('sub', person, 'came_by', 'system')::text end, true)
  $$;

-- Deletes the oldest execution that ended so long ago and of which every call is settled; null when there is none, or
-- when another worker is at it.
create function private.expire_execution(days integer) returns uuid
  language plpgsql security definer set search_path = ''
  as $$
    declare
      due record;
      gone uuid;
    begin
      if days is null or days < 1 then
        raise exception 'Nothing younger than a day expires.' using errcode = 'invalid_parameter_value';
      end if;
      if not private.retention_turn() then
        return null;
      end if;
      for due in
        select e.id, e.user_id from public.workflow_executions e
        where e.completed_at < now() - make_interval(days => expire_execution.days)
          and e.pending_count + e.processing_count = 0 and e.possible_micros = 0
        order by e.completed_at limit 10000
      loop
        perform private.act_for(due.user_id);
        -- Before anything is locked: what stays for good for its calls' sake is passed by at each look.
        continue when exists (
          select from public.result_attempts a
          where a.execution_id = due.id and a.state not in ('settled', 'refused'));
        -- Somebody may be about to retry it; then it is not over once they are done.
        perform from public.workflow_executions e
          where e.id = due.id and e.completed_at < now() - make_interval(days => expire_execution.days)
            and e.pending_count + e.processing_count = 0 and e.possible_micros = 0
          for update skip locked;
        if found
          and not exists (
            select from public.result_attempts a
            where a.execution_id = due.id and a.state not in ('settled', 'refused'))
          and private.delete_execution(due.id)
        then
          gone := due.id;
          exit;
        end if;
      end loop;
      perform private.act_for(null);
      return gone;
    end
  $$;

-- Forgets so many events at most of executions that ended so long ago; tells how many. Who opens such a stream gets the
-- snapshot, which says all that they led to.
create function private.trim_events(days integer, most integer) returns integer
  language plpgsql security definer set search_path = ''
  as $$
    declare
      due record;
      deleted integer;
      total integer := 0;
    begin
      if days is null or days < 1 then
        raise exception 'Nothing younger than a day is trimmed.' using errcode = 'invalid_parameter_value';
      end if;
      if not private.retention_turn() then
        return 0;
      end if;
      for due in
        select e.id, e.user_id, e.last_sequence from public.workflow_executions e
        where e.completed_at < now() - make_interval(days => trim_events.days)
          and e.pending_count + e.processing_count = 0 and e.possible_micros = 0
          and e.trimmed_to < e.last_sequence
        order by e.completed_at limit 100
      loop
        exit when total >= most;
        perform private.act_for(due.user_id);
        perform from public.workflow_executions e
          where e.id = due.id and e.last_sequence = due.last_sequence
            and e.pending_count + e.processing_count = 0 and e.possible_micros = 0
          for update skip locked;
        continue when not found;
        delete from public.execution_events v
          where v.execution_id = due.id and v.sequence in (
            select o.sequence from public.execution_events o
            where o.execution_id = due.id and o.sequence <= due.last_sequence
            order by o.sequence limit most - total);
        get diagnostics deleted = row_count;
        total := total + deleted;
        if not exists (select from public.execution_events v where v.execution_id = due.id) then
          update public.workflow_executions e set trimmed_to = due.last_sequence where e.id = due.id;
        end if;
      end loop;
      perform private.act_for(null);
      return total;
    end
  $$;

-- Forgets so many of the oldest lines of the audit trail at most; its own trigger keeps what is younger than 90 days.
create function private.trim_audit(days integer, most integer) returns integer
  language plpgsql security definer set search_path = ''
  as $$
    declare
      deleted integer;
    begin
      if days is null or days < 90 then
        raise exception 'No line of the audit trail is deleted before it is 90 days old.'
          using errcode = 'invalid_parameter_value';
      end if;
      if not private.retention_turn() then
        return 0;
      end if;
      delete from public.audit_events v where v.id in (
        select o.id from public.audit_events o
        where o.at < now() - make_interval(days => trim_audit.days) order by o.at limit most);
      get diagnostics deleted = row_count;
      return deleted;
    end
  $$;

revoke all on function private.retention_turn(), private.act_for(uuid), private.expire_execution(integer),
  private.trim_events(integer, integer), private.trim_audit(integer, integer) from public;
grant usage on schema private to app_worker;
grant execute on function private.expire_execution(integer), private.trim_events(integer, integer),
  private.trim_audit(integer, integer) to app_worker;
