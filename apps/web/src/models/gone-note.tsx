import type { Gone } from "@bunch/contracts/gone-model";
import type { Model } from "@bunch/contracts/model";
import { Trans } from "@lingui/react/macro";
import { companyName } from "../language/vendor-name.ts";
import { useFormats } from "../language/use-formats.ts";
import classes from "./gone-note.module.css";

/** Why a model should not be taken, what to take instead and what that costs; one press takes it. */
export function GoneNote(props: {
  model: Model;
  gone: Gone;
  instead: { model: Model; name: string; price: number } | null;
  onTake: (id: string) => void;
}) {
  const { instead } = props;
  const formats = useFormats();
  const name = instead?.name ?? "";
  const price = formats.each(instead?.price ?? 0);
  return (
    <div className={classes.note} role="status">
      <p>
        <Why model={props.model} gone={props.gone} />{" "}
        {instead === null ? (
          <Trans>Take another model.</Trans>
        ) : instead.price === 0 ? (
          <Trans>{name} takes its place and is free.</Trans>
        ) : (
          <Trans>
            {name} takes its place, for about {price} a picture.
          </Trans>
        )}
      </p>
      {instead ? (
        <p>
          <button type="button" onClick={() => props.onTake(instead.model.id)}>
            <Trans>Take {name}</Trans>
          </button>
        </p>
      ) : null}
    </div>
  );
}

function Why({ model, gone }: { model: Model; gone: Gone }) {
  const formats = useFormats();
  const company = companyName(model.vendor);
  if (gone.is === "not_for_key")
    return (
      <Trans>
        {company} says that this key may not call this model: the batch would pause at its first
        picture.
      </Trans>
    );
  if (gone.on === null)
    return <Trans>{company} has shut this model down; only a proxy may still serve it.</Trans>;
  const day = formats.utcDate(gone.on);
  if (gone.is === "shut_down")
    return (
      <Trans>
        {company} shut this model down on {day}; only a proxy may still serve it.
      </Trans>
    );
  return (
    <Trans>
      {company} will shut this model down on {day}.
    </Trans>
  );
}
