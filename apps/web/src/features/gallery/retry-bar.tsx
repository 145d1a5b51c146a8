import type { Execution } from "@bunch/contracts/execution";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { useFreeAgain } from "../../api/use-limits.ts";
import { resultsInState } from "../../api/results-in-state.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { type OnPrompts, PromptsAgain } from "../../results/prompts-again.tsx";
import { LimitWay } from "../../ui/limit-way.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import classes from "./gallery.module.css";

/** The failed ones can be tried again: how many, and what that costs, before it is pressed. */
export function RetryBar(props: {
  execution: Execution;
  /** How many the model refused; their words have to change first. */
  refused: number;
  isOver: boolean;
  onPrompts: OnPrompts;
  onRetried: () => void;
}) {
  const { i18n } = useLingui();
  const client = useClient();
  const formats = useFormats();
  const { execution } = props;
  const { failed } = execution.stats;
  const { refused } = props;
  const retry = useMutation({
    mutationFn: () => client.retry(execution.id),
    onSuccess: props.onRetried,
  });
  const refusal = retry.error ? asRefused(retry.error) : null;
  const freeAt = useFreeAgain(refusal);
  const each = execution.estimated_cost.costPerImage;
  const price = formats.total(failed * each);
  return (
    <div className={classes.retry}>
      <StatusWord state="failed">
        <Plural
          value={failed}
          one="# picture can be tried again"
          other="# pictures can be tried again"
        />
      </StatusWord>
      {refused > 0 ? (
        <span className="small muted">
          <Plural
            value={refused}
            one="# was refused for its words: the same ones will hardly do better."
            other="# were refused for their words: the same ones will hardly do better."
          />
        </span>
      ) : null}
      <span className={classes.ways}>
        {props.isOver && refused > 0 ? (
          <PromptsAgain
            size="sm"
            execution={execution}
            load={async (signal) =>
              (await resultsInState(client, execution.id, "failed", signal)).filter(
                ({ error_code: code }) => code === "refused",
              )
            }
            onPrompts={props.onPrompts}
          >
            <Plural value={refused} one="Change its words" other="Change their words" />
          </PromptsAgain>
        ) : null}
        {props.isOver ? (
          <Button
            size="sm"
            aria-disabled={retry.isPending || undefined}
            onClick={() => retry.isPending || retry.mutate()}
          >
            {each === 0 ? (
              <Plural value={failed} one="Retry # failed — free" other="Retry # failed — free" />
            ) : (
              <Plural
                value={failed}
                one={<Trans>Retry # failed — about {price}</Trans>}
                other={<Trans>Retry # failed — about {price}</Trans>}
              />
            )}
          </Button>
        ) : null}
      </span>
      {refusal ? (
        <p className={classes.wrong} role="alert">
          {i18n._(requestProblem(refusal))}{" "}
          {refusal.error.code === "over_limit" ? <LimitWay freeAt={freeAt} /> : null}
        </p>
      ) : null}
    </div>
  );
}
