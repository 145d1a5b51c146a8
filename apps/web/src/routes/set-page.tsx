import type { ExecutionSet } from "@bunch/contracts/execution-set";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { addresses } from "../addresses.ts";
import { asRefused } from "../api/as-refused.ts";
import { useAreNamesComing } from "../api/use-model-name.ts";
import { useSet } from "../api/use-set.ts";
import { BatchControls } from "../features/progress/batch-controls.tsx";
import { BrokenLineNote } from "../features/progress/broken-line-note.tsx";
import { useWatches } from "../features/progress/use-watches.ts";
import { SetBoard } from "../features/sets/set-board.tsx";
import { requestProblem } from "../language/request-problem.ts";
import { useFormats } from "../language/use-formats.ts";
import { isFree } from "../results/is-free.ts";
import { isOver } from "../results/is-over.ts";
import { Heading } from "../ui/heading.tsx";
import { Note } from "../ui/note.tsx";
import { PageFrame } from "../ui/page-frame.tsx";
import { Waiting } from "../ui/waiting.tsx";
import classes from "./results-page.module.css";

/** `/nano-banana/sets/:id`: several models with the same prompts, live, side by side. */
export function SetPage() {
  const { i18n, t } = useLingui();
  const { id = "" } = useParams();
  const set = useSet(id);
  const areNamesComing = useAreNamesComing();
  if (set.data && !areNamesComing) return <Sides key={id} set={set.data} />;
  return (
    <PageFrame
      above={<Crumb />}
      heading={<Heading title={t`Side by side`}>{t`Side by side`}</Heading>}
    >
      {set.error ? (
        <Note
          kind="problem"
          role="alert"
          action={
            <Button onClick={() => void set.refetch()}>
              <Trans>Try again</Trans>
            </Button>
          }
        >
          {i18n._(requestProblem(asRefused(set.error)))}
        </Note>
      ) : (
        <Waiting>
          <Trans>Looking up the batches</Trans>
        </Waiting>
      )}
    </PageFrame>
  );
}

function Sides({ set }: { set: ExecutionSet }) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const watches = useWatches(set.executions.map(({ id }) => id));
  const columns = set.executions.map((execution, place) => ({
    execution: watches[place]?.batch?.execution ?? execution,
    results: watches[place]?.batch?.results ?? [],
  }));
  const executions = columns.map(({ execution }) => execution);
  const isOpen = !executions.every(isOver);
  // Kept once they were there: what has just ended must not make the page jump.
  const [hasRun, setHasRun] = useState(isOpen);
  if (isOpen && !hasRun) setHasRun(true);
  const problem = watches.find((watch) => watch.problem !== null)?.problem;
  const name = executions[0]?.name ?? t`Side by side`;
  const sum = (of: (one: (typeof executions)[number]["stats"]) => number) =>
    executions.reduce((all, { stats }) => all + of(stats), 0);
  const ended = sum((stats) => stats.successful + stats.failed + stats.cancelled);
  const all = sum((stats) => stats.total_results);
  const done = formats.number(ended);
  const total = formats.number(all);
  const spent = formats.total(sum((stats) => stats.total_cost));
  return (
    <PageFrame
      above={<Crumb />}
      heading={<Heading title={t`Side by side · ${name}`}>{name}</Heading>}
      actions={hasRun ? <BatchControls isSet executions={executions} /> : null}
      sub={
        <p>
          <Plural value={executions.length} one="# model" other="# models" />
          {" · "}
          {ended < all ? (
            <Trans>
              {done} of {total}
            </Trans>
          ) : (
            <Plural value={all} one="# picture" other="# pictures" />
          )}
          {" · "}
          {executions.every(isFree) ? <Trans>free</Trans> : <Trans>{spent} spent</Trans>}
        </p>
      }
    >
      {watches.some(({ line }) => line === "broken") ? <BrokenLineNote /> : null}
      {problem ? (
        <Note kind="problem" role="alert">
          {i18n._(requestProblem(problem))}
        </Note>
      ) : null}
      {/* Words take one line or two, so nothing is laid out before they are there. */}
      {columns.some(({ results }) => results[0] !== undefined) ? (
        <SetBoard columns={columns} />
      ) : problem ? null : (
        <Waiting>
          <Trans>Looking up the batches</Trans>
        </Waiting>
      )}
    </PageFrame>
  );
}

function Crumb() {
  return (
    <Link className={classes.crumb} to={addresses.batches}>
      <IconArrowLeft size={16} stroke={1.8} aria-hidden />
      <Trans>All batches</Trans>
    </Link>
  );
}
