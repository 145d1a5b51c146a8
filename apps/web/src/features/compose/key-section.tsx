import type { Model } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { companyName } from "../../language/vendor-name.ts";
import { KeyChoice } from "../../ui/key-choice.tsx";
import { StatusWord } from "../../ui/status-word.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import type { Keys } from "./use-batch-draft.ts";
import { KeyField } from "./key-field.tsx";
import classes from "./key-section.module.css";
import { ofVendor, type Payer, serverKey, typedKey } from "./payer.ts";
import { TypedKey } from "./typed-key.tsx";

/** Who pays: a remembered key, one that was typed and checked, the server's own, or nobody in the simulator. */
export function KeySection(props: {
  payer: Payer;
  keys: Keys;
  model: Model;
  hasServerKey: boolean;
  /** What the field is called in the page. */
  inputId: string;
  onCheck: (key: string, isToKeep: boolean) => void;
  onForget: () => void;
  onChoose: (choice: string) => void;
  /** Where the simulator is one press away. */
  onSimulator?: (() => void) | undefined;
}) {
  const { t } = useLingui();
  const { keys, payer, model, hasServerKey } = props;
  const [isAsked, setIsAsked] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const choices = useRef<HTMLDivElement>(null);
  const state = payer.by === "typed" ? payer.key.state : payer.by;
  const before = useRef(state);
  useEffect(() => {
    const wasChecking = before.current === "checking";
    before.current = state;
    // Whoever has gone on meanwhile stays there.
    if (!wasChecking || document.activeElement !== document.body) return;
    // The field is gone once the key is good: the focus goes to what stands in its place.
    if (state === "works") change.current?.focus();
    if (state === "remembered") choices.current?.querySelector<HTMLElement>(":checked")?.focus();
  }, [state]);
  if (payer.by === "nobody")
    return (
      <p className={classes.line}>
        <Trans>The simulator needs no key and costs nothing.</Trans>
      </p>
    );
  const field =
    payer.by !== "typed" ? null : payer.key.state === "works" ||
      payer.key.state === "unreachable" ? (
      <TypedKey {...props} keyState={payer.key} changeRef={change} />
    ) : (
      <KeyField
        // What is half typed for one vendor is not there for the next.
        key={model.vendor}
        keyState={payer.key}
        vendor={model.vendor}
        inputId={props.inputId}
        onCheck={props.onCheck}
        onSimulator={props.onSimulator}
      />
    );
  if (payer.by === "looking" && !keys.isError)
    return (
      <div className={hasServerKey ? undefined : classes.looking}>
        <Waiting>
          <Trans>Looking up your keys</Trans>
        </Waiting>
      </div>
    );
  const remembered = ofVendor(keys.data, model);
  if (remembered.length > 0 || payer.by === "gone" || payer.by === "looking")
    return (
      <div className={classes.choose}>
        {payer.by === "gone" ? (
          <p className={classes.warn}>
            <Trans>The key you chose is no longer remembered. Choose again.</Trans>
          </p>
        ) : null}
        {payer.by === "looking" ? <NotLookedUp keys={keys} /> : null}
        <KeyChoice
          ref={choices}
          label={t`Which key pays`}
          keys={remembered}
          after={[
            ...(hasServerKey ? [{ value: serverKey, text: t`The server’s own key` }] : []),
            { value: typedKey, text: t`Another key` },
          ]}
          value={chosenOf(payer)}
          onChoose={props.onChoose}
        />
        {payer.by === "remembered" && payer.key.test_outcome === "refused" ? (
          <p className={classes.warn}>
            <Trans>
              {companyName(model.vendor)} refused this key when it was last checked. If it still
              does, the batch pauses at once and nothing is charged.
            </Trans>
          </p>
        ) : null}
        {field}
      </div>
    );
  if (payer.by === "server" && !isAsked)
    return (
      <>
        <div className={classes.line}>
          <StatusWord state="completed">
            <Trans>The server’s own key</Trans>
          </StatusWord>
          <TextButton className={classes.end} onClick={() => setIsAsked(true)}>
            <Trans>Use another</Trans>
          </TextButton>
        </div>
        {keys.isError ? <NotLookedUp keys={keys} /> : null}
      </>
    );
  return (
    <>
      {field ?? (
        <KeyField
          key={model.vendor}
          keyState={{ state: "none" }}
          vendor={model.vendor}
          inputId={props.inputId}
          onCheck={props.onCheck}
          onSimulator={props.onSimulator}
        />
      )}
      {keys.isError ? <NotLookedUp keys={keys} /> : null}
    </>
  );
}

function chosenOf(payer: Payer): string | null {
  switch (payer.by) {
    case "remembered":
      return payer.key.id;
    case "typed":
      return typedKey;
    case "server":
      return serverKey;
    case "nobody":
    case "gone":
    case "looking":
      return null;
    default:
      return payer satisfies never;
  }
}

function NotLookedUp({ keys }: { keys: Keys }) {
  return (
    <p className={classes.hint}>
      <Trans>Your remembered keys could not be looked up.</Trans>{" "}
      <TextButton onClick={() => void keys.refetch()}>
        <Trans>Look again</Trans>
      </TextButton>
    </p>
  );
}
