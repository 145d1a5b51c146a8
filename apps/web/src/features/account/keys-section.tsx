import { Trans, useLingui } from "@lingui/react/macro";
import { useKeys } from "../../api/use-keys.ts";
import { Records } from "../../ui/records.tsx";
import classes from "./account.module.css";
import { KeyDialog } from "./key-dialog.tsx";
import { KeyRow } from "./key-row.tsx";
import { OwnSection } from "./own-section.tsx";

/** The keys this server remembers for somebody: what there is, one more, one less. */
export function KeysSection() {
  const { t } = useLingui();
  const keys = useKeys();
  return (
    <OwnSection
      id="keys"
      title={t`Remembered keys`}
      about={
        <Trans>
          Kept encrypted, to pay for batches without pasting them each time. Nobody can read them
          again, not even you.
        </Trans>
      }
      add={<Trans>Add a key</Trans>}
      dialog={KeyDialog}
      list={keys}
    >
      {keys.data?.length === 0 ? (
        <p className={classes.empty}>
          <Trans>No key is remembered. You can go on pasting one for each batch.</Trans>
        </p>
      ) : (
        <Records
          label={t`Remembered keys`}
          columns="minmax(0, 1.6fr) minmax(0, 1.5fr) minmax(0, 1fr) 36px"
          heads={[{ text: t`Key` }, { text: t`Checked` }, { text: t`Last used` }, { text: "" }]}
        >
          {keys.data?.map((key) => (
            <KeyRow key={key.id} providerKey={key} />
          ))}
        </Records>
      )}
    </OwnSection>
  );
}
