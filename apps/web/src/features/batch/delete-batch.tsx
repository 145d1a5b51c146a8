import type { Execution } from "@bunch/contracts/execution";
import { useLingui } from "@lingui/react/macro";
import { IconTrash } from "@tabler/icons-react";
import { lazy } from "react";
import { AskingButton } from "./asking-button.tsx";
import { withWords } from "../../language/activate-language.ts";

const DeleteDialog = lazy(async () => ({
  default: (await withWords(import("./delete-dialog.tsx"))).DeleteDialog,
}));

/** Deletes a batch that is over, after a question that says what goes; with a name it is a small button in a row of many. */
export function DeleteBatch(props: { execution: Execution; name?: string; onDeleted: () => void }) {
  const { t } = useLingui();
  const { name } = props;
  return (
    <AskingButton
      label={t`Delete`}
      inRow={name === undefined ? undefined : t`Delete ${name}`}
      icon={<IconTrash size={20} stroke={1.6} aria-hidden />}
      variant="stop"
    >
      {(question) => (
        <DeleteDialog {...question} execution={props.execution} onDeleted={props.onDeleted} />
      )}
    </AskingButton>
  );
}
