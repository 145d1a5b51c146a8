import type { Execution } from "@bunch/contracts/execution";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { asRefused } from "../../api/as-refused.ts";
import { useFreeAgain } from "../../api/use-limits.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { LimitWay } from "../../ui/limit-way.tsx";
import classes from "./doubts.module.css";
import { useDecision } from "./use-decision.ts";

/** Draw again, at a price, or leave it: for one result, or for all that are undecided. */
export function DecisionButtons(props: {
  execution: Execution;
  /** Null for all. */
  resultId: string | null;
  /** Whether this is what the screen is about, so that its first button is the yellow one. */
  isFirst: boolean;
}) {
  const { i18n } = useLingui();
  const formats = useFormats();
  const { execution, resultId } = props;
  const decide = useDecision(execution, resultId);
  const refused = decide.error ? asRefused(decide.error) : null;
  const freeAt = useFreeAgain(refused);
  const count = resultId === null ? execution.stats.undecided : 1;
  const price = formats.total(count * execution.estimated_cost.costPerImage);
  const press = (decision: "draw_again" | "give_up") => () => {
    if (!decide.isPending) decide.mutate(decision);
  };
  return (
    <div className={classes.buttons} data-wide={resultId !== null || undefined}>
      <Button
        variant={props.isFirst ? "go" : "default"}
        aria-disabled={decide.isPending || undefined}
        onClick={press("draw_again")}
      >
        {resultId === null ? (
          <Plural
            value={count}
            one={<Trans>Draw # again — about {price}</Trans>}
            other={<Trans>Draw # again — about {price}</Trans>}
          />
        ) : (
          <Trans>Draw again — about {price}</Trans>
        )}
      </Button>
      <Button aria-disabled={decide.isPending || undefined} onClick={press("give_up")}>
        <Plural value={count} one="Leave it" other="Leave them" />
      </Button>
      {refused ? (
        <p className={classes.wrong} role="alert">
          {i18n._(requestProblem(refused))}{" "}
          {refused.error.code === "over_limit" ? <LimitWay freeAt={freeAt} /> : null}
        </p>
      ) : null}
    </div>
  );
}
