import type { Execution } from "@bunch/contracts/execution";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { useVendorOf } from "../../api/use-vendor-of.ts";
import { useFormats } from "../../language/use-formats.ts";
import { inOneLine, statesOf, useStatusWords } from "../../results/batch-state.ts";
import { isFree } from "../../results/is-free.ts";
import { isOver } from "../../results/is-over.ts";
import { StatusWords } from "../../ui/status-word.tsx";
import { Strip } from "../../ui/strip.tsx";
import classes from "./sets.module.css";

/** One model of a set: its name, which leads to its batch, how far that is, and what it has cost so far. */
export function ColumnHead({ execution }: { execution: Execution }) {
  const formats = useFormats();
  const name = useModelName()(execution.model);
  const words = useStatusWords(execution, useVendorOf()(execution.model));
  const { stats, status } = execution;
  const spent = formats.total(stats.total_cost);
  const estimate = formats.total(execution.estimated_cost.totalCost);
  const more = formats.total(stats.possible_cost);
  const isOpen = !isOver(execution);
  return (
    <div className={classes.head}>
      <Link
        className={classes.model}
        to={isOpen ? addresses.processing(execution.id) : addresses.results(execution.id)}
      >
        {name}
      </Link>
      <Strip
        states={statesOf(execution)}
        label={inOneLine(words)}
        isRunning={status === "processing" || status === "pending"}
        size="small"
      />
      <StatusWords words={words} />
      <span className={classes.cost}>
        {isFree(execution) ? (
          <Trans>free</Trans>
        ) : isOpen ? (
          <Trans>
            {spent} of about {estimate}
          </Trans>
        ) : (
          <Trans>{spent} spent</Trans>
        )}
        {stats.possible_cost > 0 ? (
          <>
            {", "}
            <Trans>up to {more} more</Trans>
          </>
        ) : null}
      </span>
    </div>
  );
}
