import type { Model } from "@bunch/contracts/model";
import type { ProviderKey } from "@bunch/contracts/provider-key";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { endsSoonDays } from "@bunch/contracts/ends-soon";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { RecordAction, RecordCell, RecordName, RecordRow } from "../../ui/records.tsx";
import { AliveFor } from "./alive-for.tsx";
import { ChangeModel } from "./change-model.tsx";
import classes from "./models.module.css";

/** One model: what it charges and draws, from when until when, who says so, and for which key it is there. */
export function ModelRow(props: {
  model: Model;
  models: readonly Model[];
  keys: readonly ProviderKey[];
  hasServerKey: boolean;
  mayChange: boolean;
}) {
  const { model } = props;
  const { t } = useLingui();
  const nameOf = useModelName();
  const { aspect_ratios: ratios, max_reference_images: references } = model;
  return (
    <RecordRow>
      <RecordName under={<span translate="no">{model.id}</span>}>
        <span>{nameOf(model.id)}</span>
        {model.is_default ? (
          <span className={classes.tag}>
            <Trans>Default</Trans>
          </span>
        ) : null}
        {model.changed_by ? (
          <span className={classes.tag}>
            {model.changed_by === "file" ? <Trans>models.json</Trans> : <Trans>Changed here</Trans>}
          </span>
        ) : null}
      </RecordName>
      <RecordCell name={t`A picture costs`}>
        <Price model={model} />
      </RecordCell>
      <RecordCell name={t`Draws`}>
        <p title={ratios.join(" ")}>
          <Plural value={ratios.length} one="# shape" other="# shapes" />
          <span className="unseen">{`: ${ratios.join(", ")}`}</span>
        </p>
        <p className="muted">
          {references === 0 ? (
            <Trans>no reference</Trans>
          ) : (
            <Plural value={references} one="# reference" other="up to # references" />
          )}
        </p>
      </RecordCell>
      <RecordCell name={t`Released`}>
        <Lifetime model={model} models={props.models} />
      </RecordCell>
      <RecordCell name={t`Price as of`}>
        <PriceSource model={model} />
      </RecordCell>
      <RecordCell name={t`For your keys`}>
        <AliveFor model={model} keys={props.keys} hasServerKey={props.hasServerKey} />
      </RecordCell>
      <RecordAction>
        {props.mayChange ? <ChangeModel model={model} models={props.models} /> : null}
      </RecordAction>
    </RecordRow>
  );
}

function Price({ model }: { model: Model }) {
  const formats = useFormats();
  if (Object.values(model.cost_per_image).every((cost) => cost === 0)) return <Trans>free</Trans>;
  return (
    <dl className={classes.prices}>
      {model.image_sizes.map((size) => (
        <div key={size}>
          <dt>{size}</dt>
          <dd>{formats.each(model.cost_per_image[size] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Lifetime({ model, models }: { model: Model; models: readonly Model[] }) {
  const formats = useFormats();
  const nameOf = useModelName();
  const { shut_down_on: end, status, successor } = model;
  const day = end === null ? "" : formats.utcDate(end);
  const isSoon = end !== null && endsSoonDays(end, new Date().toISOString().slice(0, 10)) !== null;
  const next = models.find(({ id }) => id === successor);
  const name = next ? nameOf(next.id) : "";
  return (
    <>
      <p>{formats.utcDate(model.released_on)}</p>
      {end === null ? null : (
        <p className={status === "shut_down" || isSoon ? classes.ends : "muted"}>
          {status === "shut_down" ? <Trans>shut down {day}</Trans> : <Trans>until {day}</Trans>}
        </p>
      )}
      {next ? (
        <p className="muted">
          <Trans>then {name}</Trans>
        </p>
      ) : null}
    </>
  );
}

function PriceSource({ model }: { model: Model }) {
  const formats = useFormats();
  const { priced_on: on, price_source: source } = model;
  if (on === null && source === null)
    return <span className="muted">{model.simulated ? "–" : <Trans>not told</Trans>}</span>;
  const host = source !== null && URL.canParse(source) ? new URL(source).hostname : null;
  return (
    <>
      {on === null ? null : <p>{formats.utcDate(on)}</p>}
      {source === null ? null : host === null ? (
        <p className="muted">{source}</p>
      ) : (
        <p>
          <a href={source} target="_blank" rel="noreferrer" translate="no">
            {host.replace(/^www\./u, "")}
          </a>
        </p>
      )}
    </>
  );
}
