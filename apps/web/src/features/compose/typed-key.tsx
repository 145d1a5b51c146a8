import type { Model } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import type { Ref } from "react";
import { requestProblem } from "../../language/request-problem.ts";
import { companyName } from "../../language/vendor-name.ts";
import { StatusWord } from "../../ui/status-word.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import { type KeyState, lastFour } from "./key-store.ts";
import classes from "./key-section.module.css";

/** A key that was typed, by its last four characters, with what the provider says of it. */
export function TypedKey(props: {
  keyState: Extract<KeyState, { state: "works" | "unreachable" }>;
  model: Model;
  onCheck: (key: string, isToKeep: boolean) => void;
  onForget: () => void;
  changeRef: Ref<HTMLButtonElement>;
}) {
  const { i18n, t } = useLingui();
  const { keyState, model, changeRef, onCheck, onForget } = props;
  const last = lastFour(keyState.key);
  const mayNot = keyState.state === "works" && keyState.missing.includes(model.id);
  return (
    <div>
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
        <TextButton ref={changeRef} className={classes.end} onClick={onForget}>
          <Trans>Change</Trans>
        </TextButton>
      </div>
      {keyState.state === "unreachable" ? (
        <p className={classes.hint}>
          <Trans>
            {companyName(model.vendor)} did not answer the check. You can go on; a bad key costs
            nothing.
          </Trans>{" "}
          <TextButton onClick={() => onCheck(keyState.key, false)}>
            <Trans>Check again</Trans>
          </TextButton>
        </p>
      ) : null}
      {mayNot ? (
        <p className={classes.warn}>
          <Trans>This key may not call {model.name}. Choose another model or key.</Trans>
        </p>
      ) : null}
      {keyState.notRemembered ? (
        <p className={classes.warn} role="alert">
          <Trans>It was not remembered, but pays for this batch all the same.</Trans>{" "}
          {i18n._(requestProblem(keyState.notRemembered))}
        </p>
      ) : null}
      <p className={classes.hint}>
        <TextButton onClick={() => onCheck(keyState.key, true)}>
          <Trans>Remember this key</Trans>
        </TextButton>
      </p>
    </div>
  );
}
