import type { Model } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Choice } from "../../ui/choice.tsx";
import dialog from "../../ui/dialog.module.css";
import { Field } from "../../ui/field.tsx";
import classes from "./models.module.css";
import { readDollars, type TypedField, type TypedModel } from "./typed-model.ts";

/** What can be changed of a model. */
export function ModelFields(props: {
  /** Of whom it is; empty for one that is new. */
  id: string;
  models: readonly Model[];
  isFree: boolean;
  typed: TypedModel;
  /** What did not fit when it was to be saved last. */
  wrong: readonly TypedField[];
  onChange: (typed: TypedModel) => void;
}) {
  const { typed, wrong } = props;
  const { t } = useLingui();
  const nameOf = useModelName();
  const [nameId, dayId, callsId, callsAboutId] = [useId(), useId(), useId(), useId()];
  const [nameMendId, dayMendId] = [useId(), useId()];
  const nameField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The form is longer than a window: whoever pressed its button is led to what has to be mended.
    if (wrong.length > 0)
      nameField.current?.form?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [wrong]);
  const change = (some: Partial<TypedModel>) => props.onChange({ ...typed, ...some });
  const others = props.models.filter(({ id, status }) => id !== props.id && status === "live");
  // One that is gone or no longer known may stand there all the same.
  const isListed = typed.successor === "" || others.some(({ id }) => id === typed.successor);
  return (
    <>
      <div className={dialog.entry}>
        <label htmlFor={nameId}>
          <Trans>Name</Trans>
        </label>
        <Field isWrong={wrong.includes("name")}>
          <input
            ref={nameField}
            id={nameId}
            data-autofocus
            maxLength={200}
            autoComplete="off"
            aria-invalid={wrong.includes("name") || undefined}
            aria-describedby={wrong.includes("name") ? nameMendId : undefined}
            value={typed.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        {wrong.includes("name") ? (
          <Mend id={nameMendId}>
            <Trans>Give the model a name.</Trans>
          </Mend>
        ) : null}
      </div>
      {props.isFree ? null : (
        <Prices
          prices={typed.prices}
          isWrong={wrong.includes("prices")}
          onChange={(prices) => change({ prices })}
        />
      )}
      <div className={classes.two}>
        <Choice<TypedModel["status"]>
          label={t`State`}
          value={typed.status}
          onChange={(status) => change({ status })}
          options={[
            { value: "live", text: t`Live` },
            { value: "shut_down", text: t`Shut down` },
          ]}
        />
        <div className={dialog.entry}>
          <label htmlFor={dayId}>
            <Trans>Shut down on</Trans>
          </label>
          <Field isWrong={wrong.includes("shutDownOn")}>
            <input
              id={dayId}
              type="date"
              aria-invalid={wrong.includes("shutDownOn") || undefined}
              aria-describedby={wrong.includes("shutDownOn") ? dayMendId : undefined}
              value={typed.shutDownOn}
              onChange={(event) => change({ shutDownOn: event.target.value })}
            />
          </Field>
          {wrong.includes("shutDownOn") ? (
            <Mend id={dayMendId}>
              <Trans>Say since when it is shut down.</Trans>
            </Mend>
          ) : null}
        </div>
      </div>
      <Choice
        label={t`Successor`}
        value={typed.successor}
        onChange={(successor) => change({ successor })}
        options={[
          { value: "", text: t`None` },
          ...(isListed ? [] : [{ value: typed.successor, text: nameOf(typed.successor) }]),
          ...others.map(({ id }) => ({ value: id, text: nameOf(id) })),
        ]}
      />
      <div className={dialog.entry}>
        <label htmlFor={callsId}>
          <Trans>What its provider calls it</Trans>
        </label>
        <Field>
          <input
            id={callsId}
            maxLength={300}
            autoComplete="off"
            spellCheck={false}
            placeholder={props.id}
            aria-describedby={callsAboutId}
            value={typed.calls}
            onChange={(event) => change({ calls: event.target.value })}
          />
        </Field>
        <p id={callsAboutId} className={classes.hint}>
          <Trans>Empty where it is called by its own name.</Trans>
        </p>
      </div>
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={typed.mayBeDefault}
          onChange={(event) => change({ mayBeDefault: event.target.checked })}
        />
        <Trans>May be taken when nobody chooses a model; of those the newest is</Trans>
      </label>
    </>
  );
}

function Prices(props: {
  prices: Record<string, string>;
  isWrong: boolean;
  onChange: (prices: Record<string, string>) => void;
}) {
  const formats = useFormats();
  const [aboutId, mendId] = [useId(), useId()];
  const isWrong = (text: string) => props.isWrong && readDollars(text) === null;
  const sign = <span className="quiet">$</span>;
  return (
    <fieldset className={dialog.entry} aria-describedby={aboutId}>
      <legend>
        <Trans>What a picture costs, by size</Trans>
      </legend>
      <div className={classes.sizes}>
        {Object.entries(props.prices).map(([size, text]) => (
          <label key={size}>
            {size}
            <Field isWrong={isWrong(text)}>
              {formats.isSignFirst ? sign : null}
              <input
                inputMode="decimal"
                autoComplete="off"
                aria-invalid={isWrong(text) || undefined}
                aria-describedby={isWrong(text) ? mendId : undefined}
                value={text}
                onChange={(event) =>
                  props.onChange({ ...props.prices, [size]: event.target.value })
                }
              />
              {formats.isSignFirst ? null : sign}
            </Field>
          </label>
        ))}
      </div>
      {Object.values(props.prices).some(isWrong) ? (
        <Mend id={mendId}>
          <Trans>Write each price in dollars, as 0.05; 0 where it is free.</Trans>
        </Mend>
      ) : null}
      <p id={aboutId} className={classes.hint}>
        <Trans>
          In dollars, thinking included, without references. Answers are charged in proportion.
        </Trans>
      </p>
    </fieldset>
  );
}

/** What has to be mended, under its field. */
function Mend(props: { id: string; children: ReactNode }) {
  return (
    <p id={props.id} className={dialog.error} role="alert">
      {props.children}
    </p>
  );
}
