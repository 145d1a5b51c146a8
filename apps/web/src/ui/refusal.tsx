import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Note } from "./note.tsx";

/** A list or a form that did not come: why, and once more. */
export function Refusal(props: { words: string; onAgain: () => void }) {
  return (
    <Note
      kind="problem"
      role="alert"
      action={
        <Button onClick={props.onAgain}>
          <Trans>Try again</Trans>
        </Button>
      }
    >
      {props.words}
    </Note>
  );
}
