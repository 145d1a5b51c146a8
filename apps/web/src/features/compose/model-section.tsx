import { useModelName } from "../../api/use-model-name.ts";
import type { Model } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import classes from "./model-section.module.css";

/** The models with the price of one picture; those shut down lie behind a fold, with what follows them. */
export function ModelSection(props: {
  models: Model[];
  chosen: Model;
  /** By model: what one picture costs with the references as they are. */
  priceOf: (model: Model) => number;
  labelId: string;
  onChoose: (id: string) => void;
}) {
  const live = props.models.filter((model) => model.status === "live");
  const shutDown = props.models.filter((model) => model.status === "shut_down");
  const isChosenShutDown = props.chosen.status === "shut_down";
  const choices = { chosen: props.chosen, priceOf: props.priceOf, onChoose: props.onChoose };
  return (
    <div className={classes.models} role="radiogroup" aria-labelledby={props.labelId}>
      {live.map((model) => (
        <ModelChoice key={model.id} model={model} {...choices} />
      ))}
      {shutDown.length > 0 ? (
        <details open={isChosenShutDown || undefined}>
          <summary>
            <Trans>Shut down by Google</Trans>
          </summary>
          <p className={classes.fold}>
            <Trans>A proxy or Vertex AI may still serve them; Google’s own service does not.</Trans>
          </p>
          {shutDown.map((model) => (
            <ModelChoice
              key={model.id}
              model={model}
              successor={props.models.find(({ id }) => id === model.successor)}
              {...choices}
            />
          ))}
        </details>
      ) : null}
    </div>
  );
}

function ModelChoice(props: {
  model: Model;
  chosen: Model;
  successor?: Model | undefined;
  priceOf: (model: Model) => number;
  onChoose: (id: string) => void;
}) {
  const { model, chosen, successor } = props;
  const formats = useFormats();
  const { t } = useLingui();
  const nameOf = useModelName();
  const isChosen = model.id === chosen.id;
  const price = formats.each(props.priceOf(model));
  const name = successor?.name ?? "";
  return (
    <div>
      <label className={classes.choice} data-chosen={isChosen || undefined}>
        <input
          type="radio"
          name="model"
          value={model.id}
          checked={isChosen}
          onChange={() => props.onChoose(model.id)}
        />
        <b>{nameOf(model.id)}</b>
        <span className={classes.price}>{model.simulated ? t`free` : t`about ${price}`}</span>
        <small>
          <ModelLine model={model} />
        </small>
      </label>
      {isChosen && model.status === "shut_down" ? (
        <p className={classes.warning} role="status">
          {successor ? (
            <>
              <Trans>
                Google has shut this model down. Unless your server calls a proxy, take {name}.
              </Trans>{" "}
              <button type="button" onClick={() => props.onChoose(successor.id)}>
                <Trans>Take {name}</Trans>
              </button>
            </>
          ) : (
            <Trans>Google has shut this model down. Take another, unless you use a proxy.</Trans>
          )}
        </p>
      ) : null}
    </div>
  );
}

function ModelLine({ model }: { model: Model }) {
  const { t } = useLingui();
  const formats = useFormats();
  if (model.simulated) return <Trans>Draws sketches, to try things out</Trans>;
  const sizes = formats.list(model.image_sizes);
  const takes = model.image_sizes.length === 1 ? t`${sizes} only` : sizes;
  return model.is_default ? <Trans>Newest. {takes}</Trans> : takes;
}
