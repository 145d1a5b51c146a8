import type { Execution } from "@bunch/contracts/execution";
import { Plural, Trans } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { isFree } from "../../results/is-free.ts";
import classes from "./processing.module.css";
import { timeLeft } from "./time-left.ts";
import type { Watch } from "./watch-batch.ts";
import type { WatchedBatch } from "./watched-batch.ts";

const tickMs = 5000;

/** The figures in words: how many are done, how many did not come out, how long, how much. */
export function Figures(props: { watch: Watch; batch: WatchedBatch }) {
  const formats = useFormats();
  const { execution, results } = props.batch;
  const { stats } = execution;
  const { failed } = stats;
  const now = useNow();
  const done = formats.number(stats.successful + stats.failed + stats.cancelled);
  const total = formats.number(stats.total_results);
  const rest =
    execution.status === "processing"
      ? timeLeft({
          ...stats,
          pending: stats.pending - stats.undecided,
          results,
          finishedAt: props.watch.finishedAt,
          now,
        })
      : null;
  const left = rest === null ? "" : formats.rest(rest);
  return (
    <div className={classes.figures} data-testid="figures">
      <span className={classes.done}>
        <Trans>
          {done} of {total}
        </Trans>
      </span>
      <ul>
        {failed > 0 ? (
          <li className="unbroken">
            {/* Refused ones are among them, which the counts below tell apart. */}
            <Plural value={failed} one="# did not come out" other="# did not come out" />
          </li>
        ) : null}
        <li className="unbroken">
          <Plural value={stats.pending} one="# remaining" other="# remaining" />
        </li>
        {rest === null ? null : (
          <li className={`unbroken ${classes.left}`}>
            <Trans>about {left} left</Trans>
          </li>
        )}
        <Spent execution={execution} />
      </ul>
    </div>
  );
}

/** What was charged, and beside it, not in it, what may have been. */
export function Spent({ execution }: { execution: Execution }) {
  const formats = useFormats();
  const { stats } = execution;
  const spent = formats.total(stats.total_cost);
  const more = formats.total(stats.possible_cost);
  if (isFree(execution))
    return (
      <li>
        <Trans>free</Trans>
      </li>
    );
  return (
    <li>
      {stats.possible_cost > 0 ? (
        <Trans>
          {spent} spent, up to {more} more
        </Trans>
      ) : (
        <Trans>{spent} spent</Trans>
      )}
    </li>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), tickMs);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
