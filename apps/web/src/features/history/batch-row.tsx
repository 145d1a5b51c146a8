import type { Execution } from "@bunch/contracts/execution";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useVendorOf } from "../../api/use-vendor-of.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { inOneLine, statesOf, useStatusWords } from "../../results/batch-state.ts";
import { isFree } from "../../results/is-free.ts";
import { StatusWords } from "../../ui/status-word.tsx";
import { Strip } from "../../ui/strip.tsx";
import { FirstPictures } from "./first-pictures.tsx";
import classes from "./history.module.css";

/** What a row of the history can be asked for beside opening its batch; pages hand it in. */
export type RowWays = {
  actionsOf: (execution: Execution, name: string) => ReactNode;
  /** The field in place of the name; it tells when it is done. */
  renameOf: (execution: Execution, onDone: () => void) => ReactNode;
};

/** One batch in a line: its first pictures and name, how far it came, what it cost, when. */
export function BatchRow(
  props: {
    execution: Execution;
    /** When it was begun, as short as its heading allows. */ when: string;
  } & RowWays,
) {
  const { execution } = props;
  const { t } = useLingui();
  const formats = useFormats();
  const nameOf = useModelName();
  const [isRenamed, setRenamed] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const { stats, status } = execution;
  const isRunning = status === "processing" || status === "pending";
  const isOpen = isRunning || status === "paused";
  const moment = formats.shortMoment(execution.created_at);
  const name = execution.name ?? t`Batch of ${moment}`;
  const costsNothing = isFree(execution);
  const estimate = formats.total(execution.estimated_cost.totalCost);
  const more = formats.total(stats.possible_cost);
  const words = useStatusWords(execution, useVendorOf()(execution.model));
  const wasRenamed = useRef(false);
  useEffect(() => {
    // The pencil is gone while its field is there.
    if (wasRenamed.current && !isRenamed) pencil.current?.focus();
    wasRenamed.current = isRenamed;
  }, [isRenamed]);
  return (
    <li className={classes.row} data-renamed={isRenamed || undefined}>
      <FirstPictures execution={execution} />
      <div className={classes.what}>
        {isRenamed ? (
          <div className={classes.renaming}>
            {props.renameOf(execution, () => setRenamed(false))}
          </div>
        ) : (
          <Link
            className={classes.name}
            to={isOpen ? addresses.processing(execution.id) : addresses.results(execution.id)}
          >
            {name}
          </Link>
        )}
        <p className="small muted">
          {nameOf(execution.model)} · {execution.aspect_ratio}, {execution.image_size}
        </p>
        {execution.set_id === null ? null : (
          <p className={`small ${classes.beside}`}>
            <Link to={addresses.set(execution.set_id)}>
              <Trans>Side by side</Trans>
            </Link>
          </p>
        )}
      </div>
      <div className={classes.progress}>
        <Strip
          states={statesOf(execution)}
          label={inOneLine(words)}
          isRunning={isRunning}
          size="small"
        />
        <StatusWords words={words} />
      </div>
      <div className={classes.cost}>
        {costsNothing ? <Trans>free</Trans> : formats.total(stats.total_cost)}
        {isOpen && !costsNothing ? (
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
      <time className={classes.when} dateTime={execution.created_at} title={moment}>
        {props.when}
      </time>
      <div className={classes.actions}>
        {isRenamed ? null : (
          <ActionIcon
            ref={pencil}
            aria-label={t`Rename ${name}`}
            title={t`Rename`}
            onClick={() => setRenamed(true)}
          >
            <IconPencil size={20} stroke={1.6} aria-hidden />
          </ActionIcon>
        )}
        {props.actionsOf(execution, name)}
      </div>
    </li>
  );
}
