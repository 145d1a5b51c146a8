import type { Model, ModelList } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMe } from "../../api/use-me.ts";
import { vendorName } from "../../language/vendor-name.ts";
import { Records } from "../../ui/records.tsx";
import { Section } from "../../ui/section.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { AddModel } from "./add-model.tsx";
import { ModelRow } from "./model-row.tsx";
import classes from "./models.module.css";
import { SkippedChanges } from "./skipped-changes.tsx";
import { useCheckedKeys } from "./use-checked-keys.ts";

/** Every model, vendor by vendor; whoever may change them can do it here. */
export function Models({ catalogue }: { catalogue: ModelList }) {
  const { t } = useLingui();
  const me = useMe();
  const { keys, isPending } = useCheckedKeys();
  // Both would change every row once they are known.
  if (me.isPending || isPending)
    return (
      <Waiting>
        <Trans>Looking up what your keys may call</Trans>
      </Waiting>
    );
  const mayChange = me.data?.is_admin === true || me.data?.by === "local";
  const byVendor = Map.groupBy(catalogue.data, ({ vendor }) => vendor);
  return (
    <div className={classes.stack}>
      {mayChange ? <SkippedChanges skipped={catalogue.skipped_changes} /> : null}
      {mayChange ? <AddModel models={catalogue.data} /> : null}
      {[...byVendor].map(([vendor, models]) => (
        <Section key={vendor} id={`models-${vendor}`} title={vendorName(vendor)}>
          <Records
            label={t`Models of ${vendorName(vendor)}`}
            columns={columns}
            heads={[
              { text: t`Model` },
              { text: t`A picture costs` },
              { text: t`Draws` },
              { text: t`Released` },
              { text: t`Price as of` },
              { text: t`For your keys` },
              { text: "" },
            ]}
          >
            {inOrder(models).map((model) => (
              <ModelRow
                key={model.id}
                model={model}
                models={catalogue.data}
                keys={keys.filter((key) => key.vendor === vendor)}
                hasServerKey={catalogue.server_keys.includes(vendor)}
                mayChange={mayChange}
              />
            ))}
          </Records>
        </Section>
      ))}
    </div>
  );
}

const columns =
  "minmax(0, 1.7fr) minmax(0, 1fr) minmax(0, 1.1fr) minmax(0, 1.2fr) minmax(0, 1.1fr) minmax(0, 1.2fr) 92px";

/** The newest first, those that are gone last. */
function inOrder(models: readonly Model[]): Model[] {
  return models.toSorted(
    (a, b) =>
      Number(a.status === "shut_down") - Number(b.status === "shut_down") ||
      b.released_on.localeCompare(a.released_on),
  );
}
