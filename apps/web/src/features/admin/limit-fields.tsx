import { limitNames, type LimitName } from "@bunch/contracts/limit";
import { Trans, useLingui } from "@lingui/react/macro";
import { useId } from "react";
import { limitWords } from "../../language/limit-words.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Field } from "../../ui/field.tsx";
import classes from "./admin.module.css";
import type { TypedLimits } from "./read-limits.ts";

/** A field for each limit, empty for none. */
export function LimitFields(props: {
  typed: TypedLimits;
  wrong: LimitName[];
  onChange: (typed: TypedLimits) => void;
}) {
  return (
    <div className={classes.entries}>
      {limitNames.map((name) => (
        <LimitField
          key={name}
          name={name}
          text={props.typed[name]}
          isWrong={props.wrong.includes(name)}
          onChange={(text) => props.onChange({ ...props.typed, [name]: text })}
        />
      ))}
    </div>
  );
}

function LimitField(props: {
  name: LimitName;
  text: string;
  isWrong: boolean;
  onChange: (text: string) => void;
}) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const [fieldId, aboutId] = [useId(), useId()];
  const words = limitWords(props.name);
  const isMoney = props.name === "money_a_month";
  const sign = isMoney ? <span className="quiet">$</span> : null;
  return (
    <div className={classes.entry}>
      <label htmlFor={fieldId}>{i18n._(words.name)}</label>
      <Field isWrong={props.isWrong}>
        {formats.isSignFirst ? sign : null}
        <input
          id={fieldId}
          inputMode={isMoney ? "decimal" : "numeric"}
          autoComplete="off"
          placeholder={t`no limit`}
          aria-describedby={aboutId}
          aria-invalid={props.isWrong || undefined}
          value={props.text}
          onChange={(event) => props.onChange(event.target.value)}
        />
        {formats.isSignFirst ? null : sign}
      </Field>
      <p id={aboutId} className={props.isWrong ? classes.wrong : undefined}>
        {!props.isWrong ? (
          i18n._(words.about)
        ) : isMoney ? (
          <Trans>Write a sum above nothing, or leave it empty for no limit.</Trans>
        ) : (
          <Trans>Write a whole number of at least 1, or leave it empty for no limit.</Trans>
        )}
      </p>
    </div>
  );
}
