import { mostProblems, type RowProblem } from "@bunch/contracts/import/row-problem";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useFormats } from "../../language/use-formats.ts";
import { Note } from "../../ui/note.tsx";
import classes from "./import-dialog.module.css";
import { importProblemWords } from "./import-problem-words.ts";

/** What does not fit, by row and column; nothing is taken while something does not. */
export function ImportProblems({ problems }: { problems: RowProblem[] }) {
  const { t, i18n } = useLingui();
  const formats = useFormats();
  return (
    <>
      <Note kind="problem" role="alert">
        {problems.length >= mostProblems ? (
          <Trans>Much in this file does not fit; the first of it:</Trans>
        ) : (
          <Plural
            value={problems.length}
            one="One thing does not fit, so nothing was taken. Mend it in the file."
            other="# things do not fit, so nothing was taken. Mend them in the file."
          />
        )}
      </Note>
      {/* Whoever has no mouse scrolls through a long list too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={classes.problems} aria-label={t`What does not fit`} tabIndex={0}>
        {problems.map((problem, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <b className="tabular">{placeOf(problem)}</b>
            <span>{i18n._(importProblemWords(problem))}</span>
          </li>
        ))}
      </ul>
    </>
  );

  function placeOf({ row, column }: RowProblem): string {
    if (row === null) return t`The file`;
    const number = formats.number(row);
    return column === null ? t`Row ${number}` : t`Row ${number}, ${column}`;
  }
}
