import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { Trans } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { DecisionButtons } from "./decision-buttons.tsx";

/** The same for one picture, where it is looked at. */
export function DoubtOfOne({ result, execution }: { result: Result; execution: Execution }) {
  const formats = useFormats();
  const amount = formats.atMost(result.possible_cost);
  return (
    <>
      <span>
        <Trans>
          It may have been drawn and charged without reaching us: up to {amount}. Draw it again, or
          leave it?
        </Trans>
      </span>
      <DecisionButtons execution={execution} resultId={result.id} isFirst />
    </>
  );
}
