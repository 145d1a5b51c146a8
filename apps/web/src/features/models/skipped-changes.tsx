import type { ModelList } from "@bunch/contracts/model";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Note } from "../../ui/note.tsx";
import { useUndo } from "./use-undo.ts";

/** What was changed here once and does not fit this version any more: it is left out until somebody undoes it. */
export function SkippedChanges({ skipped }: { skipped: ModelList["skipped_changes"] }) {
  const undo = useUndo();
  return skipped.map(({ id, problem }) => (
    <Note
      key={id}
      kind="warning"
      action={
        <Button size="sm" onClick={() => undo.mutate(id)}>
          <Trans>Undo change</Trans>
        </Button>
      }
    >
      <p>
        <Trans>
          What was changed of <b translate="no">{id}</b> does not fit this version and is left out.
        </Trans>
      </p>
      <p className="small muted" lang="en">
        {problem}
      </p>
    </Note>
  ));
}
