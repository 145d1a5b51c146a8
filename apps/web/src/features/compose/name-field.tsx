import { Trans, useLingui } from "@lingui/react/macro";
import { useStore } from "../../store.ts";
import { useCompose } from "./compose-context.tsx";
import classes from "./name-field.module.css";

/** The batch's name: written where it is read. */
export function NameField() {
  const { t } = useLingui();
  const { draft } = useCompose();
  const { name } = useStore(draft.store);
  return (
    <label className={classes.name}>
      <Trans>Batch name:</Trans>{" "}
      <input
        value={name}
        maxLength={200}
        autoComplete="off"
        placeholder={t`untitled`}
        onChange={(event) => draft.change({ name: event.target.value })}
      />
    </label>
  );
}
