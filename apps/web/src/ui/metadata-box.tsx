import { Trans } from "@lingui/react/macro";
import classes from "./metadata-box.module.css";

/** Whether pictures are saved with their prompt and settings in them; in a bar in fewer words. */
export function MetadataBox(props: {
  isChecked: boolean;
  isShort?: boolean;
  onChange: (isChecked: boolean) => void;
}) {
  return (
    <label className={classes.box}>
      <input
        type="checkbox"
        checked={props.isChecked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      {props.isShort ? (
        <Trans>With prompt and settings</Trans>
      ) : (
        <Trans>With prompt and settings in the files</Trans>
      )}
    </label>
  );
}
