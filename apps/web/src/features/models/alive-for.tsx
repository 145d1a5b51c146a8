import type { Model } from "@bunch/contracts/model";
import type { ProviderKey } from "@bunch/contracts/provider-key";
import { Trans } from "@lingui/react/macro";
import { vendorName } from "../../language/vendor-name.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import classes from "./models.module.css";

/** Of each remembered key whether it may call the model, as its vendor said. */
export function AliveFor(props: {
  model: Model;
  keys: readonly ProviderKey[];
  hasServerKey: boolean;
}) {
  const { model, keys } = props;
  if (!model.needs_key) return <Trans>needs none</Trans>;
  if (keys.length === 0)
    return (
      <span className="muted">
        {props.hasServerKey ? <Trans>the server has one</Trans> : <Trans>none remembered</Trans>}
      </span>
    );
  return (
    <ul className={classes.keys}>
      {keys.map((key) => (
        <li key={key.id}>
          <KeyWord model={model} providerKey={key} />
        </li>
      ))}
    </ul>
  );
}

function KeyWord({ model, providerKey }: { model: Model; providerKey: ProviderKey }) {
  const { last_four: lastFour, models, missing_models: missing } = providerKey;
  const called = providerKey.name ?? vendorName(providerKey.vendor);
  const name = lastFour === null ? called : `${called} •••• ${lastFour}`;
  if (providerKey.test_outcome === "refused")
    return (
      <StatusWord state="failed">
        <Trans>{name} is refused</Trans>
      </StatusWord>
    );
  if (models?.includes(model.id)) return <StatusWord state="completed">{name}</StatusWord>;
  if (missing?.includes(model.id))
    return (
      <StatusWord state="cancelled">
        <Trans>not for {name}</Trans>
      </StatusWord>
    );
  return (
    <StatusWord state="uncertain">
      <Trans>{name} was not asked</Trans>
    </StatusWord>
  );
}
