import { useModelName } from "../../api/use-model-name.ts";
import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useFormats } from "../../language/use-formats.ts";
import { isFree } from "../../results/is-free.ts";
import { statesOf, useStatusWords, wordState } from "../../results/batch-state.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import { Strip } from "../../ui/strip.tsx";
import classes from "./history.module.css";

/** One batch in a line: its name, how far it came, what it cost, when. */
export function BatchRow(props: {
  execution: Execution;
  actionOf: (execution: Execution, name: string) => ReactNode;
}) {
  const { execution } = props;
  const { t } = useLingui();
  const formats = useFormats();
  const nameOf = useModelName();
  const { stats, status } = execution;
  const isRunning = status === "processing" || status === "pending";
  const isOpen = isRunning || status === "paused";
  const moment = formats.shortMoment(execution.created_at);
  const name = execution.name ?? t`Batch of ${moment}`;
  const costsNothing = isFree(execution);
  const estimate = formats.total(execution.estimated_cost.totalCost);
  const more = formats.total(stats.possible_cost);
  const words = useStatusWords(execution);
  return (
    <li className={classes.row}>
      <div>
        <Link
          className={classes.name}
          to={isOpen ? addresses.processing(execution.id) : addresses.results(execution.id)}
        >
          {name}
        </Link>
        <p className="small muted">
          {nameOf(execution.model)} · {execution.aspect_ratio}, {execution.image_size}
        </p>
      </div>
      <div className={classes.progress}>
        <Strip states={statesOf(execution)} label={words} isRunning={isRunning} size="small" />
        <StatusWord state={wordState(execution)}>{words}</StatusWord>
      </div>
      <div className={classes.cost}>
        {costsNothing ? <Trans>free</Trans> : formats.total(stats.total_cost)}
        {isRunning && !costsNothing ? (
          <p className="small muted">
            <Trans>of about {estimate}</Trans>
          </p>
        ) : null}
        {stats.possible_cost > 0 ? (
          <p className="small muted">
            <Trans>up to {more} more</Trans>
          </p>
        ) : null}
      </div>
      <time className={classes.when} dateTime={execution.created_at}>
        {moment}
      </time>
      <div className={classes.action}>{props.actionOf(execution, name)}</div>
    </li>
  );
}
