import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import dialog from "../../ui/dialog.module.css";
import { Field } from "../../ui/field.tsx";
import { Note } from "../../ui/note.tsx";
import classes from "./account.module.css";

/** The one time a token or a secret is seen: to copy, with the warning that it does not come again. */
export function SecretShown(props: {
  secret: string;
  /** What it is, for those who do not see the title. */
  label: string;
  warning: ReactNode;
  /** What to do with it. */
  use: ReactNode;
  onClose: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<"shown" | "copied" | "by hand">("shown");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.secret);
      setState("copied");
    } catch {
      // Not a secure address, or not allowed: it is at least picked.
      field.current?.select();
      setState("by hand");
    }
  };
  return (
    <>
      <Note kind="warning">{props.warning}</Note>
      <div className={classes.secret}>
        <Field>
          <input
            ref={field}
            readOnly
            data-autofocus
            spellCheck={false}
            aria-label={props.label}
            value={props.secret}
            onFocus={(event) => event.target.select()}
          />
        </Field>
        <Button
          variant={state === "copied" ? "default" : "go"}
          onClick={() => void copy()}
          leftSection={
            state === "copied" ? (
              <IconCheck size={20} stroke={1.6} aria-hidden />
            ) : (
              <IconCopy size={20} stroke={1.6} aria-hidden />
            )
          }
        >
          {state === "copied" ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
        </Button>
      </div>
      <p className={classes.use} role="status">
        {state === "by hand" ? (
          <Trans>The browser does not let us copy. It is picked: press Ctrl+C or ⌘C.</Trans>
        ) : (
          props.use
        )}
      </p>
      <div className={dialog.choices}>
        <Button variant={state === "copied" ? "go" : "default"} onClick={props.onClose}>
          {state === "shown" ? <Trans>Close</Trans> : <Trans>I have kept it</Trans>}
        </Button>
      </div>
    </>
  );
}
