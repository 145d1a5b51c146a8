import { decodeText, maxImportBytes } from "@bunch/contracts/import/decode-text";
import { entriesOfRows, readRows, type ReadRows } from "@bunch/contracts/import/read-rows";
import type { Takes } from "@bunch/contracts/import/row-fields";
import type { PromptRow } from "@bunch/contracts/prompt-row";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Dialog } from "../../ui/dialog.tsx";
import dialog from "../../ui/dialog.module.css";
import { Note } from "../../ui/note.tsx";
import classes from "./import-dialog.module.css";
import { ImportPreview } from "./import-preview.tsx";
import { ImportProblems } from "./import-problems.tsx";
import { type HowTaken, type ImportedPrompts, importedPrompts } from "./imported-prompts.ts";

/** What a chosen file holds, before any of it is taken: its first rows, or what does not fit, by row and column. */
export function ImportDialog(props: {
  file: File;
  takes: Takes;
  maxPrompts: number;
  /** How many prompts are there already. */
  before: number;
  /** Those of them that a table fills. */
  templates: readonly PromptRow[];
  onTake: (prompts: ImportedPrompts, how: HowTaken) => void;
  onChooseAnother: () => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const { file, before } = props;
  const { data: read, isError } = useQuery({
    queryKey: [
      "import",
      { name: file.name, modified: file.lastModified, size: file.size },
      { most: props.maxPrompts, takes: props.takes, templates: props.templates },
    ],
    queryFn: () => readFile(file, props),
    gcTime: 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
    networkMode: "always",
  });
  const room = props.maxPrompts - before;
  const entries = read && read.problems.length === 0 ? entriesOfRows(read.rows) : null;
  const take = (how: HowTaken) => {
    if (entries && read) props.onTake(importedPrompts(entries, read.rows), how);
  };
  const count = entries?.length ?? 0;
  const name = file.name;
  // Shown before, it would grow under the hand as soon as the file is read, which takes a moment.
  if (!read && !isError) return null;
  return (
    <Dialog isOpen onClose={props.onClose} title={t`Import ${name}`} closeLabel={t`Close`}>
      <div className={classes.words}>
        {isError ? (
          <Note kind="problem" role="alert">
            <Trans>
              This file cannot be read: it is gone, or larger than 64 MB. Choose it once more, or
              split it.
            </Trans>
          </Note>
        ) : null}
        {read && read.problems.length > 0 ? <ImportProblems problems={read.problems} /> : null}
        {read?.isFilled && entries ? (
          <p>
            <Trans>Each row of the table stands in your prompt:</Trans>
          </p>
        ) : null}
        {read && entries ? <ImportPreview entries={entries} /> : null}
        {read && read.ignored.length > 0 ? <Ignored columns={read.ignored} /> : null}
      </div>
      <div className={dialog.choices}>
        {entries === null ? (
          <>
            <Button onClick={props.onClose}>
              <Trans>Leave it</Trans>
            </Button>
            <Button variant="go" data-autofocus onClick={props.onChooseAnother}>
              <Trans>Choose the mended file</Trans>
            </Button>
          </>
        ) : read?.isFilled ? (
          <Button variant="go" data-autofocus onClick={() => take("fill")}>
            <Plural value={count} one="Make # prompt" other="Make # prompts" />
          </Button>
        ) : before === 0 ? (
          <Button variant="go" data-autofocus onClick={() => take("replace")}>
            <Plural value={count} one="Take # prompt" other="Take # prompts" />
          </Button>
        ) : (
          <>
            <Button onClick={() => take("replace")}>
              <Plural value={before} one="Replace # prompt" other="Replace # prompts" />
            </Button>
            {count <= room ? (
              <Button variant="go" data-autofocus onClick={() => take("append")}>
                <Plural value={count} one="Add # prompt" other="Add # prompts" />
              </Button>
            ) : null}
          </>
        )}
      </div>
    </Dialog>
  );
}

function Ignored({ columns }: { columns: string[] }) {
  const names = columns.join(", ");
  return (
    <p className="muted small">
      <Plural
        value={columns.length}
        one={<Trans>The column {names} means nothing here and is left out.</Trans>}
        other={<Trans>The columns {names} mean nothing here and are left out.</Trans>}
      />
    </p>
  );
}

async function readFile(
  file: File,
  how: { maxPrompts: number; takes: Takes; templates: readonly PromptRow[] },
): Promise<ReadRows> {
  if (file.size > maxImportBytes) throw new Error(`${file.name} is too large`);
  const text = decodeText(new Uint8Array(await file.arrayBuffer()));
  const { maxPrompts, takes, templates } = how;
  return readRows({ fileName: file.name, text, maxPrompts, takes, templates });
}
