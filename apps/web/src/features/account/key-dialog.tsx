import type { RememberedKey } from "@bunch/contracts/provider-key";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { keysKey } from "../../api/use-keys.ts";
import { useModels } from "../../api/use-models.ts";
import { keyLabel } from "../../language/key-label.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { companyName, vendorName } from "../../language/vendor-name.ts";
import { Choice } from "../../ui/choice.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import dialog from "../../ui/dialog.module.css";
import { Field } from "../../ui/field.tsx";
import { KeyAdded } from "./key-added.tsx";

/** Takes a key to remember, and has it tested for free. What is typed never comes back out. */
export function KeyDialog(props: { isOpen: boolean; onClose: () => void }) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const queries = useQueryClient();
  const [keyId, nameId, hintId] = [useId(), useId(), useId()];
  const [key, setKey] = useState("");
  const [name, setName] = useState("");
  const models = useModels();
  const all = models.data?.data.filter((model) => model.needs_key).map((model) => model.vendor);
  const vendors = [...new Set(all ?? ["gemini"])];
  const [chosen, setChosen] = useState<string | null>(null);
  const vendor = chosen ?? vendors[0] ?? "gemini";
  const company = companyName(vendor);
  const add = useMutation<RememberedKey>({
    mutationFn: () =>
      client.rememberKey({
        api_key: key.trim(),
        vendor,
        ...(name.trim() === "" ? {} : { name: name.trim() }),
      }),
    onSuccess: async () => {
      setKey("");
      await queries.invalidateQueries({ queryKey: keysKey });
    },
  });
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={add.data ? t`The key is remembered` : t`Add a key`}
      closeLabel={t`Close`}
    >
      {add.data ? (
        <KeyAdded added={add.data} onClose={props.onClose} />
      ) : (
        <form
          className={dialog.form}
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            if (!add.isPending) add.mutate();
          }}
        >
          {vendors.length > 1 ? (
            <Choice
              label={t`Whose key it is`}
              value={vendor}
              options={vendors.map((one) => ({ value: one, text: vendorName(one) }))}
              onChange={setChosen}
            />
          ) : null}
          <div className={dialog.entry}>
            <label htmlFor={keyId}>{i18n._(keyLabel(vendor))}</label>
            <Field isWrong={add.isError}>
              <IconKey size={16} stroke={1.8} aria-hidden />
              <input
                id={keyId}
                data-autofocus
                type="password"
                required
                maxLength={500}
                pattern=".*\S.*"
                autoComplete="off"
                spellCheck={false}
                data-1p-ignore
                aria-describedby={hintId}
                value={key}
                onChange={(event) => setKey(event.target.value)}
              />
            </Field>
            <p id={hintId} className="small muted">
              <Trans>{company} is asked at once, for free, whether it works.</Trans>
            </p>
          </div>
          <div className={dialog.entry}>
            <label htmlFor={nameId}>
              <Trans>Name, if you like</Trans>
            </label>
            <Field>
              <input
                id={nameId}
                maxLength={200}
                autoComplete="off"
                placeholder={t`As “shop” or “Marie’s”`}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            </Field>
          </div>
          {add.error ? (
            <p className={dialog.error} role="alert">
              {i18n._(requestProblem(asRefused(add.error)))}
            </p>
          ) : null}
          <div className={dialog.choices}>
            <Button onClick={props.onClose}>
              <Trans>Not now</Trans>
            </Button>
            <Button type="submit" variant="go" aria-disabled={add.isPending || undefined}>
              {add.isPending ? <Trans>Checking…</Trans> : <Trans>Check and remember</Trans>}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
