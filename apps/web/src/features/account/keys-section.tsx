import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { asRefused } from "../../api/as-refused.ts";
import { useKeys } from "../../api/use-keys.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Records } from "../../ui/records.tsx";
import { Refusal } from "../../ui/refusal.tsx";
import { Section } from "../../ui/section.tsx";
import { useQuestion } from "../../ui/use-question.ts";
import classes from "./account.module.css";
import { KeyDialog } from "./key-dialog.tsx";
import { KeyRow } from "./key-row.tsx";

/** The keys this server remembers for somebody: what there is, one more, one less. */
export function KeysSection() {
  const { i18n, t } = useLingui();
  const keys = useKeys();
  const { button, times, isOpen, ask, close } = useQuestion();
  return (
    <Section
      id="keys"
      title={t`Remembered keys`}
      about={
        <Trans>
          Kept encrypted, to pay for batches without pasting them each time. Nobody can read them
          again, not even you.
        </Trans>
      }
      action={
        <Button
          ref={button}
          onClick={ask}
          leftSection={<IconPlus size={20} stroke={1.6} aria-hidden />}
        >
          <Trans>Add a key</Trans>
        </Button>
      }
    >
      {times > 0 ? <KeyDialog key={times} isOpen={isOpen} onClose={close} /> : null}
      {keys.data === undefined ? (
        <div className={classes.note}>
          <Refusal
            words={i18n._(requestProblem(asRefused(keys.error)))}
            onAgain={() => void keys.refetch()}
          />
        </div>
      ) : keys.data.length === 0 ? (
        <p className={classes.empty}>
          <Trans>No key is remembered. You can go on pasting one for each batch.</Trans>
        </p>
      ) : (
        <Records
          label={t`Remembered keys`}
          columns="minmax(0, 1.6fr) minmax(0, 1.5fr) minmax(0, 1fr) 36px"
          heads={[{ text: t`Key` }, { text: t`Checked` }, { text: t`Last used` }, { text: "" }]}
        >
          {keys.data.map((key) => (
            <KeyRow key={key.id} providerKey={key} />
          ))}
        </Records>
      )}
    </Section>
  );
}
