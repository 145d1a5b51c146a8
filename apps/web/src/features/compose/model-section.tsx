import { goneOf, insteadOf } from "@bunch/contracts/gone-model";
import type { Model } from "@bunch/contracts/model";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { vendorName } from "../../language/vendor-name.ts";
import { GoneNote } from "../../models/gone-note.tsx";
import classes from "./model-section.module.css";
import { isFreeModel } from "./settings.ts";

/** So many models are a list that is read at once; more lie behind their vendors' names. */
const mostUnfolded = 12;

/** The models with the price of one picture; those shut down lie behind a fold, with what follows them. */
export function ModelSection(props: {
  models: Model[];
  chosen: Model;
  /** Models that the key may not call. */
  missing: string[];
  /** By model: what one picture costs with the references as they are. */
  priceOf: (model: Model) => number;
  labelId: string;
  onChoose: (id: string) => void;
}) {
  const live = props.models.filter((model) => model.status === "live");
  const byVendor = [...Map.groupBy(live, ({ vendor }) => vendor)];
  const isLong = live.length > mostUnfolded;
  const shutDown = props.models.filter((model) => model.status === "shut_down");
  const isChosenShutDown = props.chosen.status === "shut_down";
  return (
    <>
      <div className={classes.models} role="radiogroup" aria-labelledby={props.labelId}>
        {byVendor.map(([vendor, models]) =>
          isLong && models.length > 1 && !models.some((one) => one.is_default) ? (
            <VendorFold key={vendor} vendor={vendor} {...props} models={models}>
              {models.map((model) => (
                <ModelChoice key={model.id} model={model} {...props} />
              ))}
            </VendorFold>
          ) : (
            models.map((model) => <ModelChoice key={model.id} model={model} {...props} />)
          ),
        )}
        {shutDown.length > 0 ? (
          <details open={isChosenShutDown || undefined}>
            <summary>
              <Trans>Models no longer offered</Trans>
            </summary>
            <p className={classes.fold}>
              <Trans>A proxy may still serve them; their own providers do not.</Trans>
            </p>
            {shutDown.map((model) => (
              <ModelChoice key={model.id} model={model} {...props} />
            ))}
          </details>
        ) : null}
      </div>
      <Link className={classes.all} to={addresses.models}>
        <Trans>All models and what they charge</Trans>
      </Link>
    </>
  );
}

/** One vendor's models behind their name, unless the chosen one is among them. */
function VendorFold(props: {
  vendor: string;
  models: Model[];
  chosen: Model;
  priceOf: (model: Model) => number;
  children: ReactNode;
}) {
  const { models, chosen, priceOf } = props;
  const formats = useFormats();
  const name = vendorName(props.vendor);
  const price = formats.each(Math.min(...models.map(priceOf)));
  return (
    <details open={models.some(({ id }) => id === chosen.id) || undefined}>
      <summary>
        {name}{" "}
        <span className="muted">
          <Plural
            value={models.length}
            one={`# model, from about ${price}`}
            other={`# models, from about ${price}`}
          />
        </span>
      </summary>
      {props.children}
    </details>
  );
}

function ModelChoice(
  props: Pick<
    Parameters<typeof ModelSection>[0],
    "models" | "chosen" | "missing" | "priceOf" | "onChoose"
  > & { model: Model },
) {
  const { model, chosen, missing } = props;
  const formats = useFormats();
  const { t } = useLingui();
  const nameOf = useModelName();
  const isChosen = model.id === chosen.id;
  const price = formats.each(props.priceOf(model));
  const gone = goneOf(model, { missing });
  const instead = gone && insteadOf(model, props.models, missing);
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
        <span className={classes.price}>{isFreeModel(model) ? t`free` : t`about ${price}`}</span>
        <small>
          <ModelLine model={model} isForKey={gone?.is !== "not_for_key"} />
        </small>
      </label>
      {isChosen && gone ? (
        <div className={classes.gone}>
          <GoneNote
            model={model}
            gone={gone}
            instead={
              instead
                ? { model: instead, name: nameOf(instead.id), price: props.priceOf(instead) }
                : null
            }
            onTake={props.onChoose}
          />
        </div>
      ) : null}
    </div>
  );
}

function ModelLine({ model, isForKey }: { model: Model; isForKey: boolean }) {
  const { t } = useLingui();
  const formats = useFormats();
  if (model.simulated) return <Trans>Draws sketches, to try things out</Trans>;
  if (!isForKey) return <Trans>Not for your key</Trans>;
  const sizes = formats.list(model.image_sizes);
  const takes = model.image_sizes.length === 1 ? t`${sizes} only` : sizes;
  return model.is_default ? <Trans>Newest. {takes}</Trans> : takes;
}
