import { useModelName } from "../../api/use-model-name.ts";
import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { pauseWords } from "../../language/pause-words.ts";
import { useFormats } from "../../language/use-formats.ts";
import { isFree } from "../../results/is-free.ts";
import type { SlotState } from "../../results/slot-state.ts";
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

function useStatusWords(execution: Execution): string {
  const { t, i18n } = useLingui();
  const { stats, status, reason } = execution;
  const done = stats.successful + stats.failed + stats.cancelled;
  const failed = t`${plural(stats.failed, { one: "# failed", other: "# failed" })}`;
  const completed = t`${plural(stats.successful, { one: "# completed", other: "# completed" })}`;
  const cancelled = t`${plural(stats.cancelled, { one: "# cancelled", other: "# cancelled" })}`;
  const total = stats.total_results;
  const andFailed = stats.failed > 0 ? [failed] : [];
  switch (status) {
    case "pending":
    case "processing":
      return [t`${done} of ${total}`, ...andFailed].join(" · ");
    case "paused":
      return reason === null || reason.code === "user"
        ? t`Paused at ${done} of ${total}`
        : i18n._(pauseWords(reason.code).title);
    case "completed":
      return [completed, ...andFailed].join(" · ");
    case "cancelled":
      return [completed, ...andFailed, cancelled].join(" · ");
    case "failed":
      return failed;
    default:
      return status satisfies never;
  }
}

function wordState({ status }: Execution): SlotState {
  return status === "pending" ? "processing" : status;
}

function statesOf({ stats, status }: Execution): SlotState[] {
  const waiting = Math.max(0, stats.pending - stats.processing - stats.undecided);
  const fill = (count: number, state: SlotState) => Array.from({ length: count }, () => state);
  return [
    ...fill(stats.successful, "completed"),
    ...fill(stats.failed, "failed"),
    ...fill(stats.undecided, "uncertain"),
    ...fill(stats.processing, "processing"),
    ...fill(waiting, status === "paused" ? "paused" : "pending"),
    ...fill(stats.cancelled, "cancelled"),
  ];
}
