import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import {
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useDeferredValue,
  useMemo,
  useState,
} from "react";
import type { OnPrompts } from "../../results/prompts-again.tsx";
import { useFreshAddresses } from "../../results/use-fresh-addresses.ts";
import { useSteady } from "../../ui/use-steady.ts";
import { Waiting } from "../../ui/waiting.tsx";
import { joinOutline, stateOf } from "./batch-outline.ts";
import { EmptyTable } from "./empty-table.tsx";
import classes from "./gallery.module.css";
import { GalleryProblem } from "./gallery-problem.tsx";
import { GalleryTools } from "./gallery-tools.tsx";
import { LightTable, type TableAsk } from "./light-table.tsx";
import { OpenPictures } from "./open-pictures.tsx";
import { PickedBar } from "./picked-bar.tsx";
import { RatingRefused } from "./rating-refused.tsx";
import { RetryBar } from "./retry-bar.tsx";
import { listSlots, writeFilter } from "./show.ts";
import { useFilter } from "./use-filter.ts";
import { useLiveOutline } from "./use-live-outline.ts";
import { usePicked } from "./use-picked.ts";
import { useRatings } from "./use-ratings.ts";
import { useRatingWords } from "./use-rating-words.ts";
import { useTileSize } from "./use-tile-size.ts";
import { withWords } from "../../language/activate-language.ts";

const KeyHelp = lazy(async () => ({
  default: (await withWords(import("./key-help.tsx"))).KeyHelp,
}));
const nothing = joinOutline([], false);

/** All pictures of a batch: filter, light table, what can be done with those that are picked; what is open stands in the address. */
export function Gallery(props: {
  execution: Execution;
  isOver: boolean;
  /** Somebody else's is looked at, never changed. */
  isOthers?: boolean;
  onRetried: () => void;
  /** Pictures that are to guide the next batch. */
  onReferences: (files: File[]) => void;
  onPrompts: OnPrompts;
  /** What is asked about pictures that may be charged already, of all and of one. */
  doubts: ReactNode;
  doubtOf: (execution: Execution, result: Result) => ReactNode;
}) {
  const { execution, isOver } = props;
  const canRate = !props.isOthers;
  const { t } = useLingui();
  const { stats, variations } = execution;
  useFreshAddresses();
  const address = useFilter();
  const { filter } = address;
  const answer = useLiveOutline(execution, filter.search, isOver);
  const ratings = useRatings(execution, answer.data ?? nothing);
  const { outline } = ratings;
  const [openStacks, setOpenStacks] = useState<ReadonlySet<number>>(new Set());
  const { search, isStacked } = filter;
  const { foundFor } = answer;
  // What is laid out and led to is what is listed, which follows what is typed.
  const shown = useMemo(() => ({ ...filter, search: foundFor }), [filter, foundFor]);
  const listed = useMemo(
    () => listSlots(outline, shown, { variations, open: openStacks }),
    [outline, shown, variations, openStacks],
  );
  const picked = usePicked(listed, outline);
  // What was picked shows first, and what can be done with it right after.
  const barOf = useDeferredValue(picked);
  const [tilePx, setTilePx] = useTileSize();
  // The slider moves at once, and the table follows as fast as it can.
  const laidOutPx = useDeferredValue(tilePx);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [problem, setProblem] = useState<{ error: unknown; again: () => void } | null>(null);
  const onError = useCallback(
    (error: unknown, again: () => void) => setProblem(error ? { error, again } : null),
    [],
  );
  const said = useRatingWords(variations);

  const meant = (slot: number) => {
    const slots = picked.list.length > 0 ? picked.list : [slot];
    return slots.filter((one) => stateOf(outline, one) === "c");
  };
  const rate = useSteady((slots: readonly number[], given: number) => {
    if (!canRate || slots.length === 0) return;
    ratings.rate(slots, given);
    const isTaken = given > 0 && slots.every((slot) => ratings.markOf(slot).stars === given);
    said.tellStars(slots, isTaken ? 0 : given);
  });
  const reject = useSteady((slots: readonly number[]) => {
    if (!canRate || slots.length === 0) return;
    said.tellRejected(slots, !slots.every((slot) => ratings.markOf(slot).isRejected));
    ratings.reject(slots);
  });
  const compare = useSteady((slots: readonly number[]) =>
    address.setPart("compare", slots.join("-")),
  );
  const toggleStack = (slot: number) =>
    setOpenStacks((before) => {
      const prompt = Math.floor(slot / variations);
      const next = new Set(before);
      if (!next.delete(prompt)) next.add(prompt);
      return next;
    });
  const onAsk = useSteady((ask: TableAsk, slot: number) => {
    switch (ask.ask) {
      case "move":
        return ask.isRange ? picked.extend(slot, ask.slot) : undefined;
      case "select":
        return picked.toggle(slot);
      case "range":
        return picked.range(slot);
      case "select all":
        return picked.all();
      case "clear":
        return picked.clear();
      case "help":
        return setHelpOpen(true);
      case "rate":
        return rate(meant(slot), ask.stars);
      case "reject":
        return reject(meant(slot));
      case "stack":
        return isStacked ? toggleStack(slot) : undefined;
      case "open":
        return undefined;
      default:
        return ask satisfies never;
    }
  });
  const openHelp = useCallback(() => setHelpOpen(true), []);
  const counts = useMemo(
    () =>
      answer.data
        ? listed.counts
        : { all: stats.total_results, success: stats.successful, failed: stats.failed },
    [answer.data, listed.counts, stats],
  );
  const refusal = answer.error ? { error: answer.error, again: answer.refetch } : problem;
  const refused = useMemo(
    () => outline.states.reduce((sum, code) => sum + (code === 109 ? 1 : 0), 0),
    [outline.states],
  );
  const found = listed.slots.length;
  return (
    <>
      <GalleryTools
        filter={filter}
        onFilter={address.change}
        counts={counts}
        hasStacks={variations > 1}
        tilePx={tilePx}
        onTilePx={setTilePx}
        onHelp={openHelp}
        running={isOver || props.isOthers ? null : execution}
      />
      {stats.undecided > 0 && !props.isOthers ? (
        <div className={classes.doubts}>{props.doubts}</div>
      ) : null}
      {answer.data && stats.failed > 0 && !props.isOthers ? (
        <RetryBar
          execution={execution}
          refused={refused}
          isOver={isOver}
          onPrompts={props.onPrompts}
          onRetried={props.onRetried}
        />
      ) : null}
      <RatingRefused ratings={ratings} />
      {refusal ? <GalleryProblem {...refusal} /> : null}
      {answer.isPending ? (
        <Waiting>
          <Trans>Fetching the pictures</Trans>
        </Waiting>
      ) : null}
      {answer.data && listed.slots.length === 0 ? (
        <EmptyTable filter={filter} onClear={address.clear} />
      ) : null}
      {listed.slots.length > 0 ? (
        <LightTable
          execution={execution}
          outline={outline}
          listed={listed}
          selection={picked.selection}
          isPicking={picked.list.length > 0}
          openStacks={isStacked ? openStacks : none}
          tilePx={laidOutPx}
          asked={writeFilter(new URLSearchParams(), shown).toString()}
          onAsk={onAsk}
          onError={onError}
        />
      ) : null}
      {barOf.list.length > 0 ? (
        <PickedBar
          execution={execution}
          outline={outline}
          picked={barOf}
          canRate={canRate}
          onRate={rate}
          onReject={reject}
          onCompare={compare}
          onReferences={props.onReferences}
        />
      ) : null}
      <p className="unseen" aria-live="polite">
        {search !== "" && answer.data && !answer.isSearching
          ? t`${plural(found, { one: "# picture found", other: "# pictures found" })}`
          : ""}
      </p>
      <p className="unseen" aria-live="polite">
        {said.words}
      </p>
      {outline.count > 0 ? (
        <OpenPictures
          address={address}
          execution={execution}
          outline={outline}
          ratings={ratings}
          canRate={canRate}
          onRate={rate}
          onReject={reject}
          onReferences={props.onReferences}
          onPrompts={props.isOthers ? null : props.onPrompts}
          doubtOf={props.doubtOf}
        />
      ) : null}
      {isHelpOpen ? (
        <Suspense>
          <KeyHelp hasStacks={variations > 1} onClose={() => setHelpOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

const none: ReadonlySet<number> = new Set();
