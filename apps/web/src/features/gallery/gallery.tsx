import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { lazy, type ReactNode, Suspense } from "react";
import { Link, useSearchParams } from "react-router";
import { addresses } from "../../addresses.ts";
import { asRefused } from "../../api/as-refused.ts";
import { useModels } from "../../api/use-models.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { slotOf } from "../../results/picture-number.ts";
import { Note } from "../../ui/note.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import classes from "./gallery.module.css";
import { GalleryGrid } from "./gallery-grid.tsx";
import { RetryBar } from "./retry-bar.tsx";
import { readShow, type Show, shown } from "./show.ts";
import { useResults } from "./use-results.ts";

const Lightbox = lazy(async () => ({ default: (await import("./lightbox.tsx")).Lightbox }));

/** All pictures of a batch: filter, grid, retry, and the lightbox, whose picture stands in the address. */
export function Gallery(props: {
  execution: Execution;
  isOver: boolean;
  /** Somebody else's is looked at, never changed. */
  isOthers?: boolean;
  onRetried: () => void;
  /** What is asked about pictures that may be charged already, of all and of one. */
  doubts: ReactNode;
  doubtOf: (execution: Execution, result: Result) => ReactNode;
}) {
  const { execution } = props;
  const { t, i18n } = useLingui();
  const formats = useFormats();
  const [params, setParams] = useSearchParams();
  const results = useResults(execution.id, props.isOver);
  const models = useModels();
  const show = readShow(params.get("show"));
  const list = shown(results.data ?? [], show);
  const open = params.get("picture");
  const openIndex = list.findIndex(
    (result) => String(slotOf(result, execution.variations)) === open,
  );
  const { stats } = execution;
  const change = (name: string, value: string | null) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <>
      <div className={classes.tools}>
        <Segments<Show>
          label={t`Show`}
          value={show}
          onChange={(value) => change("show", value === "all" ? null : value)}
          segments={[
            { value: "all", label: t`All`, count: formats.number(stats.total_results) },
            { value: "success", label: t`Success`, count: formats.number(stats.successful) },
            { value: "failed", label: t`Failed`, count: formats.number(stats.failed) },
          ]}
        />
        {props.isOver || props.isOthers ? null : (
          <Link className={classes.running} to={addresses.processing(execution.id)}>
            {execution.status === "paused" ? (
              <Trans>Paused: see how far it is</Trans>
            ) : (
              <Trans>Still running: see how far it is</Trans>
            )}
          </Link>
        )}
      </div>
      {stats.undecided > 0 && !props.isOthers ? (
        <div className={classes.doubts}>{props.doubts}</div>
      ) : null}
      {results.data && stats.failed > 0 && !props.isOthers ? (
        <RetryBar
          execution={execution}
          results={results.data}
          isOver={props.isOver}
          onRetried={props.onRetried}
        />
      ) : null}
      {results.error ? (
        <Note
          kind="problem"
          role="alert"
          action={
            <Button onClick={() => void results.refetch()}>
              <Trans>Try again</Trans>
            </Button>
          }
        >
          {i18n._(requestProblem(asRefused(results.error)))}
        </Note>
      ) : null}
      {results.isPending ? (
        <Waiting>
          <Trans>Fetching the pictures</Trans>
        </Waiting>
      ) : null}
      {results.data && list.length === 0 ? <Empty show={show} /> : null}
      {list.length > 0 ? (
        <GalleryGrid
          results={list}
          execution={execution}
          addressOf={(result) => {
            const next = new URLSearchParams(params);
            next.set("picture", String(slotOf(result, execution.variations)));
            return `?${next}`;
          }}
        />
      ) : null}
      {openIndex >= 0 ? (
        <Suspense>
          <Lightbox
            results={list}
            index={openIndex}
            execution={execution}
            doubtOf={props.doubtOf}
            model={models.data?.data.find(({ id }) => id === execution.model)}
            onIndex={(index) => {
              const next = list[index];
              if (next) change("picture", String(slotOf(next, execution.variations)));
            }}
            onClose={() => {
              change("picture", null);
              focusTile(open);
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** Gives the focus back to the tile whose picture was open. */
function focusTile(slot: string | null) {
  window.setTimeout(() => {
    const tile = document.querySelector<HTMLElement>(`main a[href$="picture=${Number(slot)}"]`);
    tile?.focus({ preventScroll: true });
    tile?.scrollIntoView({ block: "nearest" });
  });
}

function Empty({ show }: { show: Show }) {
  return (
    <p className={classes.empty}>
      {show === "failed" ? (
        <Trans>None failed.</Trans>
      ) : show === "success" ? (
        <Trans>No picture yet.</Trans>
      ) : (
        <Trans>There is nothing in this batch.</Trans>
      )}
    </p>
  );
}
