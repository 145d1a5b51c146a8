import type { Model } from "@bunch/contracts/model";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import classes from "./model-section.module.css";
import { canJoin, isFreeModel, mostCompared } from "./settings.ts";

/** Other models that draw the same prompts beside the chosen one, each with the price of one picture; folded while there are none. */
export function CompareSection(props: {
  known: Model[];
  /** The chosen one first. */
  models: readonly [Model, ...Model[]];
  priceOf: (model: Model) => number;
  onChoose: (others: string[]) => void;
}) {
  const { known, models, priceOf, onChoose } = props;
  const [chosen, ...others] = models;
  const formats = useFormats();
  const nameOf = useModelName();
  const { t } = useLingui();
  const offered = known.filter((one) => one.status === "live" && one.id !== chosen.id);
  const ids = others.map(({ id }) => id);
  if (offered.length === 0) return null;
  return (
    <details className={classes.compare} open={others.length > 0 || undefined}>
      <summary>
        {others.length === 0 ? (
          <Trans>Compare with other models</Trans>
        ) : (
          <Plural
            value={others.length}
            one="Compared with # other model"
            other="Compared with # other models"
          />
        )}
      </summary>
      <p className={classes.fold}>
        <Trans>
          Each draws every prompt, in a batch of its own; they stand side by side. Shapes and sizes
          are those that all of them take.
        </Trans>
      </p>
      <div role="group" aria-label={t`Compare with other models`}>
        {offered.map((one) => {
          const isChosen = ids.includes(one.id);
          const isFull = !isChosen && models.length >= mostCompared;
          const fits = isChosen || canJoin(models, one);
          const price = formats.each(priceOf(one));
          return (
            <label
              key={one.id}
              className={classes.choice}
              data-chosen={isChosen || undefined}
              data-off={isFull || !fits || undefined}
            >
              <input
                type="checkbox"
                checked={isChosen}
                disabled={isFull || !fits}
                onChange={() =>
                  onChoose(isChosen ? ids.filter((id) => id !== one.id) : [...ids, one.id])
                }
              />
              <b>{nameOf(one.id)}</b>
              <span className={classes.price}>
                {isFreeModel(one) ? t`free` : t`about ${price}`}
              </span>
              {fits ? null : (
                <small>
                  <Trans>Takes no size that the others take</Trans>
                </small>
              )}
              {isFull && fits ? (
                <small>
                  <Trans>Four models are the most</Trans>
                </small>
              ) : null}
            </label>
          );
        })}
      </div>
    </details>
  );
}
