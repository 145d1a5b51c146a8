import { useAreNamesComing, useModelName } from "../../api/use-model-name.ts";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Execution } from "@bunch/contracts/execution";
import { useMemo } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useFormats } from "../../language/use-formats.ts";
import { MoneyNotes } from "../../results/money-notes.tsx";
import type { OnPrompts } from "../../results/prompts-again.tsx";
import { warningWords } from "../../results/warning-words.ts";
import { Heading } from "../../ui/heading.tsx";
import { Note } from "../../ui/note.tsx";
import { PageFrame } from "../../ui/page-frame.tsx";
import { Strip } from "../../ui/strip.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { requestProblem } from "../../language/request-problem.ts";
import { Announcer } from "./announcer.tsx";
import { BatchControls } from "./batch-controls.tsx";
import { BatchSlots } from "./batch-slots.tsx";
import { BrokenLineNote } from "./broken-line-note.tsx";
import { countStates, slotStates } from "./counted.ts";
import { Figures } from "./figures.tsx";
import { Legend, useCountsInWords } from "./legend.tsx";
import { PauseNote } from "./pause-note.tsx";
import classes from "./processing.module.css";
import { TellMe } from "./tell-me.tsx";
import type { Watch } from "./watch-batch.ts";
import type { WatchedBatch } from "./watched-batch.ts";
import { WaitingNote } from "./waiting-note.tsx";

/** Step three: what is going on, live, with every picture in its place. */
export function Processing(props: {
  watch: Watch;
  steps: React.ReactNode;
  /** What is asked about pictures that may be charged already. */
  doubtsOf: (execution: Execution) => React.ReactNode;
  onPrompts: OnPrompts;
}) {
  const { t, i18n } = useLingui();
  const { watch } = props;
  const areNamesComing = useAreNamesComing();
  if (watch.batch && !areNamesComing) return <Running {...props} batch={watch.batch} />;
  return (
    <PageFrame
      above={props.steps}
      heading={<Heading title={t`Processing`}>{t`Processing`}</Heading>}
    >
      {watch.problem ? (
        <Note kind="problem" role="alert">
          {i18n._(requestProblem(watch.problem))}
        </Note>
      ) : (
        <Waiting>
          <Trans>Looking up the batch</Trans>
        </Waiting>
      )}
    </PageFrame>
  );
}

function Running(props: Parameters<typeof Processing>[0] & { batch: WatchedBatch }) {
  const { t, i18n } = useLingui();
  const formats = useFormats();
  const { watch, batch } = props;
  const { execution, results } = batch;
  const { stats } = execution;
  const isPaused = execution.status === "paused";
  const states = useMemo(() => slotStates(results, isPaused), [results, isPaused]);
  const counts = useMemo(() => countStates(states), [states]);
  const label = useCountsInWords(counts, stats.total_results);
  const isBroken = watch.line === "broken";
  // A note about the line stands in the place of another sentence, so that the pictures stay where they are.
  const lineNote = isBroken ? (
    <BrokenLineNote />
  ) : watch.line === "polling" ? (
    <Note kind="waiting" role="status">
      <Trans>
        Progress comes every few seconds here: something between this page and the server holds live
        news back.
      </Trans>
    </Note>
  ) : null;
  const percent = formats.percent(stats.completion_percentage);
  return (
    <PageFrame
      above={props.steps}
      heading={
        <Heading title={isPaused ? t`Paused · ${percent}` : t`${percent} · Processing`}>
          {t`Processing`}
        </Heading>
      }
      sub={<BatchLine batch={batch} />}
      actions={<BatchControls executions={[execution]} />}
    >
      <Figures watch={watch} batch={batch} />
      <Strip states={states} label={label} isRunning={execution.status === "processing"} />
      <Legend counts={counts} execution={execution} />
      <div className={classes.notes}>
        {stats.undecided > 0 ? props.doubtsOf(execution) : null}
        {isPaused && execution.reason && execution.reason.code !== "doubts" ? (
          <PauseNote execution={execution} reason={execution.reason} onPrompts={props.onPrompts} />
        ) : null}
        {(isPaused ? [] : execution.warnings).map(({ code, message }) => {
          const words = warningWords(code);
          return (
            <Note key={code} kind="warning">
              {words ? i18n._(words) : message}
            </Note>
          );
        })}
        {!isPaused && execution.waiting ? (
          <WaitingNote waiting={execution.waiting} model={execution.model} />
        ) : null}
        <MoneyNotes execution={execution} />
      </div>
      <div className={classes.under}>
        {lineNote ? (
          <div className={classes.lineNote}>{lineNote}</div>
        ) : (
          <span>
            <Trans>You can close this tab. Everything is here when you come back.</Trans>
          </span>
        )}
        {/* It keeps the wish. */}
        <div hidden={isBroken}>
          <TellMe isOver={watch.line === "over"} name={execution.name} />
        </div>
      </div>
      <BatchSlots
        results={results}
        states={states}
        variations={execution.variations}
        aspectRatio={execution.aspect_ratio}
        openAddress={(slot) => `${addresses.results(execution.id)}?picture=${slot}`}
      />
      <Announcer stats={stats} status={execution.status} />
    </PageFrame>
  );
}

function BatchLine({ batch }: { batch: WatchedBatch }) {
  const { execution } = batch;
  const nameOf = useModelName();
  const { t } = useLingui();
  const { seed } = execution;
  const parts = [
    execution.name,
    nameOf(execution.model),
    `${execution.aspect_ratio}, ${execution.image_size}`,
    seed === null ? null : t`seed ${seed}`,
  ];
  return (
    <>
      {parts.filter(Boolean).join(" · ")}
      {execution.set_id === null ? null : (
        <>
          {" · "}
          <Link to={addresses.set(execution.set_id)}>
            <Trans>Side by side</Trans>
          </Link>
        </>
      )}
    </>
  );
}
