import type { ProviderKey } from "@bunch/contracts/provider-key";
import { useLingui } from "@lingui/react/macro";
import { IconKey } from "@tabler/icons-react";
import { anotherKeyLabel } from "../language/key-label.ts";
import { Field } from "./field.tsx";
import { KeyChoice } from "./key-choice.tsx";
import classes from "./key-wish-fields.module.css";
import { RememberBox } from "./remember-box.tsx";

/** The batch's own key, a remembered one or another: a list where there are remembered ones, else the field alone. */
export function KeyWishFields(props: {
  wish: {
    keys: ProviderKey[];
    vendor: string;
    choice: string;
    typed: string;
    isToKeep: boolean;
    change: (change: { choice?: string; typed?: string; isToKeep?: boolean }) => void;
  };
  same: string;
  other: string;
  isWrong: boolean;
  hintId?: string;
}) {
  const { i18n, t } = useLingui();
  const { wish, same, other } = props;
  const hasKeys = wish.keys.length > 0;
  return (
    <div className={classes.wish}>
      {hasKeys ? (
        <KeyChoice
          label={t`Which key pays`}
          keys={wish.keys}
          before={[{ value: same, text: t`The key of this batch` }]}
          after={[{ value: other, text: t`Another key` }]}
          value={wish.choice}
          onChoose={(choice) => wish.change({ choice })}
        />
      ) : null}
      {!hasKeys || wish.choice === other ? (
        <Field isWrong={props.isWrong}>
          <IconKey size={16} stroke={1.8} aria-hidden />
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            data-1p-ignore
            required={hasKeys}
            pattern=".*\S.*"
            aria-label={i18n._(anotherKeyLabel(wish.vendor))}
            aria-describedby={props.hintId}
            placeholder={hasKeys ? t`Paste your key` : t`Another key, if you have one`}
            value={wish.typed}
            onChange={(event) => wish.change({ typed: event.target.value })}
          />
        </Field>
      ) : null}
      {wish.typed.trim() !== "" && (!hasKeys || wish.choice === other) ? (
        <RememberBox isChecked={wish.isToKeep} onChange={(isToKeep) => wish.change({ isToKeep })} />
      ) : null}
    </div>
  );
}
