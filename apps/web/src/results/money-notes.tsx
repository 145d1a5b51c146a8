import type { Execution } from "@bunch/contracts/execution";
import { Trans } from "@lingui/react/macro";
import { useFormats } from "../language/use-formats.ts";

/** What the sum does not say by itself: what the "up to more" is, and by how much a cap was passed. Nothing where there is neither. */
export function MoneyNotes({ execution }: { execution: Execution }) {
  const formats = useFormats();
  const { possible_cost: possible, undecided_cost: undecided, over_cap: overCap } = execution.stats;
  const more = formats.total(possible);
  const over = formats.exact(overCap);
  const cap = formats.total(execution.max_cost ?? 0);
  // What waits for a decision is explained where it is asked about.
  const isUnexplained = possible > undecided;
  if (!isUnexplained && overCap === 0) return null;
  return (
    <p className="small muted">
      {isUnexplained ? (
        <Trans>Up to {more} more: calls whose answer never reached us may have been charged.</Trans>
      ) : null}{" "}
      {overCap > 0 ? (
        <Trans>
          The cap of {cap} is passed by {over}: an answer was charged above the most its model is
          known to take.
        </Trans>
      ) : null}
    </p>
  );
}
