-- News are taken by where they lie. They are only ever written and taken away, one adder at a time, so that no row moves meanwhile.
-- By their ids, a plan from a moment at which there were none compared each with each: fifty thousand of them for minutes.
create or replace function private.add_up_analytics(most integer) returns integer
  language plpgsql security definer set search_path = ''
  as $$
    declare
      taken integer;
    begin
      if not pg_try_advisory_xact_lock(hashtextextended('bunch: what is told of analytics', 0)) then
        return 0;
      end if;
      with news as (
        delete from public.analytics_news where ctid = any (array(
          select ctid from public.analytics_news limit most))
        returning *
      ), part as (
        select user_id, quarter, model, kind, outcome, -1 as took, many, cost_micros, possible_micros from news
        union all
        select user_id, private.day_of(quarter), model, 'took', outcome, took, many, 0, 0 from news where took >= 0
      ), summed as (
        insert into public.analytics_sums as s
          (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
        select n.user_id, n.quarter, n.model, n.kind, n.outcome, n.took, sum(n.many), sum(n.cost_micros), sum(n.possible_micros)
        from part n where exists (select from auth.users u where u.id = n.user_id)
        group by 1, 2, 3, 4, 5, 6
        on conflict (user_id, kind, quarter, model, outcome, took) do update set many = s.many + excluded.many,
          cost_micros = s.cost_micros + excluded.cost_micros, possible_micros = s.possible_micros + excluded.possible_micros
      )
      select count(*) into taken from news;
      return taken;
    end
  $$;
