import type { Execution } from "@bunch/contracts/execution";
import { Plural, Trans } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { Note } from "../../ui/note.tsx";
import { DecisionButtons } from "./decision-buttons.tsx";
import classes from "./doubts.module.css";

/** How many pictures may be charged already, for how much, and what can be done: for all of them at once. */
export function DoubtsNote({ execution }: { execution: Execution }) {
  const formats = useFormats();
  const { undecided, undecided_cost: cost } = execution.stats;
  const amount = formats.total(cost);
  const isResting = execution.status === "paused" && execution.reason?.code === "doubts";
  return (
    <Note kind="doubt" role="status">
      <p>
        <strong>
          <Plural
            value={undecided}
            one={
              <Trans>
                # picture may have been drawn and charged without reaching us: up to {amount}.
              </Trans>
            }
            other={
              <Trans>
                # pictures may have been drawn and charged without reaching us: up to {amount}.
              </Trans>
            }
          />
        </strong>{" "}
        <Plural
          value={undecided}
          one="Draw it again, or leave it?"
          other="Draw them again, or leave them?"
        />
      </p>
      <p className={classes.more}>
        <Trans>
          Drawn again, a picture may be charged twice. Left, it counts as failed and can be tried
          again later. Open an amber frame to decide for it alone.
        </Trans>
      </p>
      <DecisionButtons execution={execution} resultId={null} isFirst={isResting} />
    </Note>
  );
}
