import type { Execution } from "@bunch/contracts/execution";
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";

/** What cancelling now would save, and what it would not. */
export function useSaving(execution: Execution): string {
  const { t } = useLingui();
  const formats = useFormats();
  const { stats, estimated_cost: estimate } = execution;
  // What may be charged already is not saved by any stop.
  const notStarted = Math.max(0, stats.pending - stats.processing - stats.undecided);
  const saved = notStarted * estimate.costPerImage;
  const amount = formats.total(saved);
  const underWay = stats.processing;
  const rest = t`${plural(notStarted, { one: "# not started", other: "# not started" })}`;
  if (notStarted === 0 && underWay === 0) return t`Cancelling now saves nothing.`;
  if (notStarted === 0) return t`All are under way: cancelling now saves nothing.`;
  if (estimate.costPerImage === 0) return t`Cancel now: ${rest}.`;
  if (underWay === 0) return t`Cancel now: ${rest}, saves about ${amount}.`;
  const still = t`${plural(underWay, {
    one: "# under way will still be charged",
    other: "# under way will still be charged",
  })}`;
  return t`Cancel now: ${rest}, saves about ${amount}; ${still}.`;
}
