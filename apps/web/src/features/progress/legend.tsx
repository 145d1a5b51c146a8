import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import type { SlotState } from "../../results/slot-state.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import classes from "./processing.module.css";
import { useSaving } from "./saving.tsx";

/** The counts under the strip, each in its state's shape, word and colour, and what a stop would save. */
export function Legend(props: { counts: Record<SlotState, number>; execution: Execution | null }) {
  // Between two calls none is under way: a word that went and came back would move those behind it.
  const stays = props.execution?.status === "processing" ? "processing" : null;
  const words = useCountWords(props.counts, stays);
  return (
    <div
      className={classes.legend}
      data-live={props.execution !== null || undefined}
      data-testid="counts"
    >
      {words.map(({ state, word }) => (
        <StatusWord key={state} state={state}>
          {word}
        </StatusWord>
      ))}
      {props.execution ? <Saving execution={props.execution} /> : null}
    </div>
  );
}

/** The strip in words: `120 pictures: 35 completed, 2 failed`. */
export function useCountsInWords(counts: Record<SlotState, number>, total: number): string {
  const { t } = useLingui();
  const words = useCountWords(counts)
    .map(({ word }) => word)
    .join(", ");
  return t`${plural(total, { one: "# picture", other: "# pictures" })}: ${words}`;
}

/** The states there are, in words, and one that is named though there is none. */
function useCountWords(
  counts: Record<SlotState, number>,
  stays: SlotState | null = null,
): { state: SlotState; word: string }[] {
  const { t } = useLingui();
  const words: { state: SlotState; word: string }[] = [
    {
      state: "completed",
      word: t`${plural(counts.completed, { one: "# completed", other: "# completed" })}`,
    },
    {
      state: "failed",
      word: t`${plural(counts.failed, { one: "# failed", other: "# failed" })}`,
    },
    {
      state: "refused",
      word: t`${plural(counts.refused, { one: "# refused", other: "# refused" })}`,
    },
    {
      state: "uncertain",
      word: t`${plural(counts.uncertain, { one: "# uncertain", other: "# uncertain" })}`,
    },
    {
      state: "processing",
      word: t`${plural(counts.processing, { one: "# under way", other: "# under way" })}`,
    },
    {
      state: "pending",
      word: t`${plural(counts.pending, { one: "# waiting", other: "# waiting" })}`,
    },
    { state: "paused", word: t`${plural(counts.paused, { one: "# paused", other: "# paused" })}` },
    {
      state: "cancelled",
      word: t`${plural(counts.cancelled, { one: "# cancelled", other: "# cancelled" })}`,
    },
  ];
  return words.filter(({ state }) => counts[state] > 0 || state === stays);
}

function Saving({ execution }: { execution: Execution }) {
  const words = useSaving([execution]);
  return execution.stats.pending > 0 && execution.status !== "cancelled" ? (
    <span className={classes.saving}>{words}</span>
  ) : null;
}
