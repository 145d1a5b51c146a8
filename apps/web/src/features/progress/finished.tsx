import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { Execution } from "@bunch/contracts/execution";
import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useClient } from "../../api/client-context.ts";
import { useFormats } from "../../language/use-formats.ts";
import { MoneyNotes } from "../../results/money-notes.tsx";
import { slotOf } from "../../results/picture-number.ts";
import { useFreshAddresses } from "../../results/use-fresh-addresses.ts";
import { Note } from "../../ui/note.tsx";
import { Strip } from "../../ui/strip.tsx";
import { BatchSlots } from "./batch-slots.tsx";
import { countStates, slotStates } from "./counted.ts";
import { Spent } from "./figures.tsx";
import { Legend, useCountsInWords } from "./legend.tsx";
import classes from "./processing.module.css";

const mostShown = 24;

/** Step four: the final figures, a first look, and the way to all of it. */
export function Finished({
  execution,
  archive,
  onNewBatch,
}: {
  execution: Execution;
  /** The way to all pictures in one file. */
  archive: React.ReactNode;
  onNewBatch: () => void;
}) {
  const client = useClient();
  const formats = useFormats();
  const { t } = useLingui();
  useFreshAddresses();
  const results = useQuery({
    queryKey: ["results", execution.id, "first"],
    queryFn: ({ signal }) => client.listResults(execution.id, { limit: 1000 }, signal),
  });
  const { stats, started_at: startedAt, completed_at: completedAt } = execution;
  const { failed } = stats;
  const slots = Array.from({ length: Math.min(stats.total_results, 1000) }, (_, slot) =>
    results.data?.data.find((result) => slotOf(result, execution.variations) === slot),
  );
  const states = results.data ? slotStates(slots, false) : statesFrom(execution);
  const counts = countStates(
    results.data && !results.data.next_cursor ? states : statesFrom(execution),
  );
  const label = useCountsInWords(counts, stats.total_results);
  const done = formats.number(stats.successful);
  const total = formats.number(stats.total_results);
  const took =
    startedAt && completedAt
      ? formats.duration(new Date(completedAt).getTime() - new Date(startedAt).getTime())
      : null;
  const shown = slots.slice(0, mostShown);
  return (
    <>
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
          {took ? <li className="unbroken">{took}</li> : null}
          <Spent execution={execution} />
        </ul>
      </div>
      <Strip states={states} label={label} isRunning={false} />
      <Legend counts={counts} execution={null} />
      {stats.possible_cost > 0 || stats.over_cap > 0 ? (
        <div className={classes.last}>
          <MoneyNotes execution={execution} />
        </div>
      ) : null}
      {execution.status === "failed" ? (
        <div className={classes.last}>
          <Note kind="problem">
            <Trans>
              No picture came. The results page says why for each, and tries them again if you wish.
            </Trans>
          </Note>
        </div>
      ) : null}
      {stats.successful > 0 ? (
        <div className={classes.last}>
          <BatchSlots
            results={shown}
            states={states.slice(0, mostShown)}
            variations={execution.variations}
            aspectRatio={execution.aspect_ratio}
            openAddress={(slot) => `${addresses.results(execution.id)}?picture=${slot}`}
          />
        </div>
      ) : null}
      <div className={classes.next}>
        <Button
          variant="go"
          size="lg"
          component={Link}
          to={addresses.results(execution.id)}
          rightSection={<IconArrowRight size={20} stroke={1.6} aria-hidden />}
        >
          {t`View All Results`}
        </Button>
        {archive}
        <Button size="lg" component={Link} to={addresses.configure} onClick={onNewBatch}>
          <Trans>New batch</Trans>
        </Button>
      </div>
    </>
  );
}

/** Until the results are there the counts alone draw the strip. */
function statesFrom({ stats }: Execution) {
  return [
    ...Array.from({ length: stats.successful }, () => "completed" as const),
    ...Array.from({ length: stats.failed }, () => "failed" as const),
    ...Array.from({ length: stats.cancelled }, () => "cancelled" as const),
    ...Array.from({ length: stats.pending }, () => "pending" as const),
  ];
}
