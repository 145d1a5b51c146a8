import type { ProviderKey } from "@bunch/contracts/provider-key";
import { useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { vendorName } from "../../language/vendor-name.ts";
import { RecordAction, RecordCell, RecordName, RecordRow } from "../../ui/records.tsx";
import classes from "./account.module.css";
import { ForgetKey } from "./forget-key.tsx";
import { KeyVerdict } from "../../ui/key-verdict.tsx";

/** One remembered key: whose, its end, and what the provider said of it. */
export function KeyRow({ providerKey }: { providerKey: ProviderKey }) {
  const { t } = useLingui();
  const formats = useFormats();
  const vendor = vendorName(providerKey.vendor);
  const { last_used_at: lastUsed, last_four: lastFour } = providerKey;
  return (
    <RecordRow>
      <RecordName under={providerKey.name === null ? undefined : vendor}>
        <span>{providerKey.name ?? vendor}</span>
        {lastFour === null ? null : (
          <span className={classes.tail} translate="no">
            •••• {lastFour}
          </span>
        )}
      </RecordName>
      <RecordCell name={t`Checked`}>
        <KeyVerdict {...providerKey} />
      </RecordCell>
      <RecordCell name={t`Last used`}>
        {lastUsed === null ? t`never` : formats.shortMoment(lastUsed)}
      </RecordCell>
      <RecordAction>
        <ForgetKey providerKey={providerKey} />
      </RecordAction>
    </RecordRow>
  );
}
