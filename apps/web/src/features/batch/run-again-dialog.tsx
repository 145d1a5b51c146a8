import type { Execution } from "@bunch/contracts/execution";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useId } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { otherKey, sameKey, useKeyWish } from "../../api/use-key-wish.ts";
import { useFreeAgain } from "../../api/use-limits.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { useModels } from "../../api/use-models.ts";
import { useFormats } from "../../language/use-formats.ts";
import { warningWords } from "../../results/warning-words.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { KeyWishFields } from "../../ui/key-wish-fields.tsx";
import classes from "./batch.module.css";
import { LimitWay } from "../../ui/limit-way.tsx";
import { runAgainProblem } from "./run-again-problem.ts";
import { useRunAgain } from "./use-run-again.ts";

/** Shows what another run of a batch costs today, and starts it with one press. */
export function RunAgainDialog(props: {
  execution: Execution;
  isOpen: boolean;
  onClose: () => void;
  onStarted: (executionId: string) => void;
}) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const nameOf = useModelName();
  const models = useModels();
  const hintId = useId();
  const { execution } = props;
  const again = useRunAgain(execution, props.onStarted);
  const told = again.price.data;
  const problem = again.problem ?? (again.price.error ? asRefused(again.price.error) : null);
  const freeAt = useFreeAgain(problem);
  const images = told?.estimated_cost.imageCount ?? execution.stats.total_results;
  const isFree = told?.high_cost === 0;
  const total = formats.total(told?.estimated_cost.totalCost ?? 0);
  const most = formats.total(told?.high_cost ?? 0);
  const cap = formats.total(execution.max_cost ?? 0);
  const model = nameOf(execution.model);
  const needsKey = models.data?.data.find(({ id }) => id === execution.model)?.needs_key === true;
  const key = useKeyWish(execution.model, needsKey);
  const words = (told?.warnings ?? []).flatMap(({ code }) => warningWords(code) ?? []);
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={t`Run this batch again?`}
      closeLabel={t`Close`}
    >
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (told) again.start(key.settle);
        }}
      >
        <div className={classes.words}>
          <p>
            <Trans>
              The same prompts, references and settings make a new batch, with {model}. This one
              stays as it is.
            </Trans>
          </p>
          <p className={classes.price} aria-live="polite">
            {told ? (
              isFree ? (
                <Trans>It is free.</Trans>
              ) : (
                <Trans>
                  About {total} at today’s prices, perhaps up to {most}.
                </Trans>
              )
            ) : again.price.isPending ? (
              <Trans>Asking for the price</Trans>
            ) : null}{" "}
            {execution.max_cost === null ? null : <Trans>It stops at the same cap, {cap}.</Trans>}
          </p>
          {words.map((one) => (
            <p key={one.id} className="small">
              {i18n._(one)}
            </p>
          ))}
          {needsKey ? (
            <div className={classes.key}>
              <KeyWishFields
                wish={key}
                same={sameKey}
                other={otherKey}
                isWrong={problem?.error.code === "api_key_missing"}
                hintId={hintId}
              />
              {key.keys.length > 0 ? null : (
                <p id={hintId} className="small muted">
                  <Trans>Left empty, it is drawn with the key of this batch.</Trans>
                </p>
              )}
            </div>
          ) : null}
        </div>
        {problem ? (
          <p className={classes.error} role="alert">
            {i18n._(runAgainProblem(problem))}{" "}
            {problem.error.code === "over_limit" ? <LimitWay freeAt={freeAt} /> : null}
          </p>
        ) : null}
        <div className={classes.choices}>
          {/* A second Enter after the one that asked must not pay. */}
          <Button data-autofocus onClick={props.onClose}>
            <Trans>Not now</Trans>
          </Button>
          <Button type="submit" variant="go" aria-disabled={!told || again.isStarting || undefined}>
            {!told ? (
              <Plural value={images} one="Generate # image" other="Generate # images" />
            ) : isFree ? (
              <Plural
                value={images}
                one="Generate # image — free"
                other="Generate # images — free"
              />
            ) : (
              <Plural
                value={images}
                one={<Trans>Generate # image — about {total}</Trans>}
                other={<Trans>Generate # images — about {total}</Trans>}
              />
            )}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
