import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { isOver } from "../../results/is-over.ts";

/** What cancelling all of these now would save, and what it would not. */
export function useSaving(executions: readonly Execution[]): string {
  const { t } = useLingui();
  const formats = useFormats();
  const open = executions.filter((one) => !isOver(one));
  // What may be charged already is not saved by any stop.
  const notStartedOf = ({ stats }: Execution) =>
    Math.max(0, stats.pending - stats.processing - stats.undecided);
  const sum = (of: (one: Execution) => number) => open.reduce((all, one) => all + of(one), 0);
  const notStarted = sum(notStartedOf);
  const saved = sum((one) => notStartedOf(one) * one.estimated_cost.costPerImage);
  const isFree = open.every((one) => one.estimated_cost.costPerImage === 0);
  const underWay = sum((one) =>
    isFree || one.estimated_cost.costPerImage > 0 ? one.stats.processing : 0,
  );
  const amount = formats.total(saved);
  const rest = t`${plural(notStarted, { one: "# not started", other: "# not started" })}`;
  if (notStarted === 0 && underWay === 0) return t`Cancelling now saves nothing.`;
  if (notStarted === 0) return t`All are under way: cancelling now saves nothing.`;
  if (isFree) return t`Cancel now: ${rest}.`;
  if (underWay === 0) return t`Cancel now: ${rest}, saves about ${amount}.`;
  const still = t`${plural(underWay, {
    one: "# under way will still be charged",
    other: "# under way will still be charged",
  })}`;
  return t`Cancel now: ${rest}, saves about ${amount}; ${still}.`;
}
