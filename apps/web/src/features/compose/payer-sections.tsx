import { useLingui } from "@lingui/react/macro";
import { keyLabel } from "../../language/key-label.ts";
import { useCompose } from "./compose-context.tsx";
import { KeySection } from "./key-section.tsx";
import { typedKey } from "./payer.ts";
import { SettingSection } from "./setting-section.tsx";
import type { Keys, VendorPayer } from "./use-batch-draft.ts";

/** Where each vendor's key is given or chosen: one place for each, so that no key goes to another. */
export function PayerSections(props: {
  payers: readonly VendorPayer[];
  keys: Keys;
  /** Where the simulator is one press away. */
  onSimulator: (() => void) | undefined;
}) {
  const { i18n, t } = useLingui();
  return props.payers.map((one, place) => (
    <SettingSection
      key={one.model.vendor}
      title={one.model.needs_key ? i18n._(keyLabel(one.model.vendor)) : t`Key`}
    >
      <div id={place === 0 ? "who-pays" : undefined} data-who-pays tabIndex={-1}>
        <VendorKey
          {...one}
          keys={props.keys}
          place={place}
          onSimulator={props.payers.length === 1 ? props.onSimulator : undefined}
        />
      </div>
    </SettingSection>
  ));
}

/** One vendor's key. */
export function VendorKey({
  payer,
  model,
  hasServerKey,
  keys,
  place,
  onSimulator,
}: VendorPayer & { keys: Keys; place: number; onSimulator?: (() => void) | undefined }) {
  const compose = useCompose();
  const choose = (choice: string) => {
    // With another key it is not the batch that may have been started already.
    if (compose.draft.store.get().idempotencyKey !== null) compose.draft.change({});
    compose.chooseKey(model.vendor, choice);
  };
  return (
    <KeySection
      payer={payer}
      keys={keys}
      model={model}
      hasServerKey={hasServerKey}
      inputId={place === 0 ? "api-key" : `api-key-${model.vendor}`}
      onCheck={(typed, isToKeep) => {
        choose(typedKey);
        void compose.key.check(typed, model, isToKeep);
      }}
      onForget={() => compose.key.forget(model.vendor)}
      onChoose={choose}
      onSimulator={onSimulator}
    />
  );
}
