import { Trans, useLingui } from "@lingui/react/macro";
import type { Model } from "@bunch/contracts/model";
import { useEffect, useRef, useState } from "react";
import { StatusWord } from "../../ui/status-word.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import { KeyField } from "./key-field.tsx";
import { type KeyState, lastFour } from "./key-store.ts";
import classes from "./key-section.module.css";

/** Who pays: a checked key with its last four characters, the server's own, or nobody in the simulator. */
export function KeySection(props: {
  keyState: KeyState;
  model: Model;
  hasServerKey: boolean;
  onCheck: (key: string) => void;
  onForget: () => void;
  /** Where the simulator is one press away. */
  onSimulator?: (() => void) | undefined;
}) {
  const { t } = useLingui();
  const { keyState, model } = props;
  const [isAsked, setIsAsked] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const wasChecking = useRef(false);
  useEffect(() => {
    // The field is gone once the key is good: the focus goes to what stands in its place.
    if (wasChecking.current && keyState.state === "works") change.current?.focus();
    wasChecking.current = keyState.state === "checking";
  }, [keyState.state]);
  if (!model.needs_key)
    return (
      <p className={classes.line}>
        <Trans>The simulator needs no key and costs nothing.</Trans>
      </p>
    );
  if (keyState.state === "works" || keyState.state === "unreachable") {
    const last = lastFour(keyState.key);
    const mayNot = keyState.state === "works" && !keyState.models.includes(model.id);
    return (
      <>
        <div className={classes.line} role="status">
          {keyState.state === "works" ? (
            <StatusWord state="completed">
              <Trans>Works</Trans>
            </StatusWord>
          ) : (
            <StatusWord state="uncertain">
              <Trans>Not checked</Trans>
            </StatusWord>
          )}
          <span className="tabular" aria-label={t`Key ending in ${last}`} role="img">
            •••• {last}
          </span>
          <TextButton ref={change} className={classes.end} onClick={props.onForget}>
            <Trans>Change</Trans>
          </TextButton>
        </div>
        {keyState.state === "unreachable" ? (
          <p className={classes.hint}>
            <Trans>Google did not answer the check. You can go on; a bad key costs nothing.</Trans>{" "}
            <TextButton onClick={() => props.onCheck(keyState.key)}>
              <Trans>Check again</Trans>
            </TextButton>
          </p>
        ) : null}
        {mayNot ? (
          <p className={classes.warn}>
            <Trans>This key may not call {model.name}. Choose another model or key.</Trans>
          </p>
        ) : null}
      </>
    );
  }
  if (props.hasServerKey && !isAsked && keyState.state === "none")
    return (
      <div className={classes.line}>
        <StatusWord state="completed">
          <Trans>The server’s own key</Trans>
        </StatusWord>
        <TextButton className={classes.end} onClick={() => setIsAsked(true)}>
          <Trans>Use another</Trans>
        </TextButton>
      </div>
    );
  return <KeyField keyState={keyState} onCheck={props.onCheck} onSimulator={props.onSimulator} />;
}
