import { Trans } from "@lingui/react/macro";
import { Note } from "../../ui/note.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import classes from "./configure.module.css";

/** That prompt and settings of a picture came back, and the way to undo that. */
export function BroughtBackNote(props: { name: string; onUndo: () => void }) {
  const { name } = props;
  return (
    <div className={classes.note}>
      <Note
        kind="good"
        role="status"
        action={
          <TextButton onClick={props.onUndo}>
            <Trans>Undo</Trans>
          </TextButton>
        }
      >
        <Trans>Prompt and settings of {name} are back.</Trans>
      </Note>
    </div>
  );
}
