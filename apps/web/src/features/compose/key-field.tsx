import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useId, useState } from "react";
import { keyLabel } from "../../language/key-label.ts";
import { useFormats } from "../../language/use-formats.ts";
import { companyName } from "../../language/vendor-name.ts";
import { Field } from "../../ui/field.tsx";
import { RememberBox } from "../../ui/remember-box.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import type { KeyState } from "./key-store.ts";
import classes from "./key-section.module.css";

/** Takes a key and has it checked at once: on paste, on Enter, on leaving the field. What is typed never comes back out. */
export function KeyField(props: {
  keyState: KeyState;
  /** Whose key it has to be. */
  vendor: string;
  inputId: string;
  onCheck: (key: string, isToKeep: boolean) => void;
  onSimulator?: (() => void) | undefined;
}) {
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const [typed, setTyped] = useState("");
  const [isToKeep, setIsToKeep] = useState(false);
  const hintId = useId();
  const { keyState, vendor } = props;
  const company = companyName(vendor);
  const isChecking = keyState.state === "checking";
  const isRefused = keyState.state === "refused" && (typed === "" || typed.trim() === keyState.key);
  const check = () => {
    const isNew = !("key" in keyState) || keyState.key !== typed.trim();
    if (typed.trim() !== "" && isNew) props.onCheck(typed, isToKeep);
  };
  const time = keyState.state === "refused" ? formats.clock(keyState.at) : "";
  return (
    <form
      className={classes.form}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== "") props.onCheck(typed, isToKeep);
      }}
    >
      <div className={classes.pair}>
        <Field isWrong={isRefused} className={classes.grow ?? ""}>
          <IconKey size={16} stroke={1.8} aria-hidden />
          <input
            id={props.inputId}
            type="password"
            autoComplete="off"
            spellCheck={false}
            data-1p-ignore
            aria-label={i18n._(keyLabel(vendor))}
            aria-describedby={hintId}
            aria-invalid={isRefused || undefined}
            placeholder={t`Paste your key`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={(event) => {
              // On the way to the box or the button it is not left yet.
              if (!event.currentTarget.form?.contains(event.relatedTarget)) check();
            }}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData("text").trim();
              if (pasted === "" || typed !== "") return;
              event.preventDefault();
              setTyped(pasted);
              props.onCheck(pasted, isToKeep);
            }}
          />
        </Field>
        <Button type="submit" aria-disabled={isChecking || undefined}>
          {isChecking ? <Trans>Checking…</Trans> : <Trans>Check</Trans>}
        </Button>
      </div>
      <div id={hintId} role="status">
        {isRefused && keyState.state === "refused" ? (
          <div className={classes.refused}>
            <p>
              <b>
                <Trans>
                  {company} refused this key at {time}.
                </Trans>
              </b>{" "}
              <Trans>Nothing was charged, and nothing you typed is lost.</Trans>
            </p>
            <p className={classes.said} lang="en">
              {keyState.message}
            </p>
            <p>
              {vendor === "gemini" ? (
                <Trans>
                  Paste it again: a missing first or last character is the usual reason. Or see in
                  Google AI Studio whether it still exists and may call Gemini.
                </Trans>
              ) : (
                <Trans>
                  Paste it again: a missing first or last character is the usual reason. Or see at{" "}
                  {company} whether it still exists and may draw.
                </Trans>
              )}
            </p>
          </div>
        ) : (
          <p className={classes.hint}>
            <Trans>
              Checking is free. The key stays in this page and, encrypted, with the batch it pays.
            </Trans>
          </p>
        )}
      </div>
      <RememberBox
        isChecked={isToKeep}
        onChange={(isWished) => {
          setIsToKeep(isWished);
          // A press on its words has left the field, which is being checked without the wish by now.
          if (typed.trim() !== "" && (isWished || isChecking)) props.onCheck(typed, isWished);
        }}
      />
      {props.onSimulator ? (
        <p className="small">
          <TextButton onClick={props.onSimulator}>
            <Trans>No key at hand? Use the simulator</Trans>
          </TextButton>
        </p>
      ) : null}
    </form>
  );
}
