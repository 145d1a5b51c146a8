import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Note } from "../../ui/note.tsx";
import classes from "./gallery.module.css";

/** That the pictures could not be fetched, with a way to try it again. */
export function GalleryProblem(props: { error: unknown; again: () => void }) {
  const { i18n } = useLingui();
  return (
    <div className={classes.problem}>
      <Note
        kind="problem"
        role="alert"
        action={
          <Button onClick={props.again}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        {i18n._(requestProblem(asRefused(props.error)))}
      </Note>
    </div>
  );
}
