import { useModelName } from "../../api/use-model-name.ts";
import type { Execution } from "@bunch/contracts/execution";
import { Plural, Trans } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { isFree } from "../../results/is-free.ts";
import { MoneyNotes } from "../../results/money-notes.tsx";
import classes from "./gallery.module.css";

/** The batch in one line: how many pictures, what was spent, how long, which model; when, unless the title has it. */
export function BatchFacts({ execution }: { execution: Execution }) {
  return (
    <>
      <Facts execution={execution} />
      <MoneyNotes execution={execution} />
    </>
  );
}

function Facts({ execution }: { execution: Execution }) {
  const formats = useFormats();
  const nameOf = useModelName();
  const { stats, seed, started_at: startedAt, completed_at: completedAt } = execution;
  const spent = formats.total(stats.total_cost);
  const more = formats.total(stats.possible_cost);
  return (
    <ul className={classes.facts}>
      <li>
        <b>
          <Plural value={stats.successful} one="# picture" other="# pictures" />
        </b>
      </li>
      {stats.cancelled > 0 ? (
        <li>
          <Plural value={stats.cancelled} one="# cancelled" other="# cancelled" />
        </li>
      ) : null}
      <li>
        {isFree(execution) ? (
          <Trans>free</Trans>
        ) : stats.possible_cost > 0 ? (
          <Trans>
            {spent} spent, up to {more} more
          </Trans>
        ) : (
          <Trans>{spent} spent</Trans>
        )}
      </li>
      {startedAt && completedAt ? (
        <li>{formats.duration(new Date(completedAt).getTime() - new Date(startedAt).getTime())}</li>
      ) : null}
      <li>{nameOf(execution.model)}</li>
      {seed === null ? null : (
        <li>
          <Trans>seed {seed}</Trans>
        </li>
      )}
      {execution.name === null ? null : <li>{formats.moment(execution.created_at)}</li>}
    </ul>
  );
}
