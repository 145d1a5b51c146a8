import { Trans } from "@lingui/react/macro";
import classes from "./remember-box.module.css";

/** Whether a key that is entered here is to be kept, sealed, for the next batches too. */
export function RememberBox(props: { isChecked: boolean; onChange: (isChecked: boolean) => void }) {
  return (
    <label className={classes.box}>
      <input
        type="checkbox"
        checked={props.isChecked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <Trans>Remember this key</Trans>
    </label>
  );
}
