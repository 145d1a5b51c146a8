import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import classes from "./key-help.module.css";

/** What the keys do, in a sheet. */
export function KeyHelp(props: { hasStacks: boolean; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog isOpen onClose={props.onClose} title={t`What the keys do`} closeLabel={t`Close`}>
      <h3>
        <Trans>On the pictures</Trans>
      </h3>
      <dl className={classes.keys}>
        <Line keys={["←", "↑", "↓", "→"]}>
          <Trans>go from picture to picture</Trans>
        </Line>
        <Line keys={[t`Space`]}>
          <Trans>selects one, or lets it go</Trans>
        </Line>
        <Line keys={[t`Shift`, "→"]}>
          <Trans>selects on the way; Shift and a click select all in between</Trans>
        </Line>
        <Line keys={["Ctrl", "A"]}>
          <Trans>selects all that are shown</Trans>
        </Line>
        <Line keys={[t`Enter`]}>
          <Trans>opens the picture</Trans>
        </Line>
        <Line keys={["1", "5"]} isRange>
          <Trans>gives stars; the same once more takes them away</Trans>
        </Line>
        <Line keys={["0"]}>
          <Trans>takes the stars away</Trans>
        </Line>
        <Line keys={["X"]}>
          <Trans>rejects, or takes back</Trans>
        </Line>
        {props.hasStacks ? (
          <Line keys={["S"]}>
            <Trans>opens or closes a stack</Trans>
          </Line>
        ) : null}
        <Line keys={[t`Esc`]}>
          <Trans>selects nothing</Trans>
        </Line>
      </dl>
      <h3>
        <Trans>In an open picture, and where some are compared</Trans>
      </h3>
      <dl className={classes.keys}>
        <Line keys={["+", "−"]}>
          <Trans>zoom</Trans>
        </Line>
        <Line keys={["0"]}>
          <Trans>shows it whole</Trans>
        </Line>
        <Line keys={["Z"]}>
          <Trans>shows it at 100 %, or whole again; a double click does so too</Trans>
        </Line>
        <Line keys={["1", "5"]} isRange>
          <Trans>gives stars</Trans>
        </Line>
        <Line keys={["X"]}>
          <Trans>rejects, or takes back</Trans>
        </Line>
      </dl>
    </Dialog>
  );
}

function Line(props: { keys: string[]; isRange?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>
        {props.keys.map((key, index) => (
          <span key={key}>
            {index > 0 && props.isRange ? "–" : null}
            <kbd>{key}</kbd>
          </span>
        ))}
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}
