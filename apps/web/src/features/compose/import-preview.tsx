import type { PromptRow } from "@bunch/contracts/prompt-row";
import { Plural, Trans } from "@lingui/react/macro";
import classes from "./import-dialog.module.css";
import { useOwnWords } from "./own-words.tsx";

const firstShown = 6;

/** The first prompts of a file with what each has of its own. */
export function ImportPreview({ entries }: { entries: PromptRow[] }) {
  const ownWords = useOwnWords();
  const own = entries.filter((entry) => Object.keys(entry).length > 1).length;
  const rest = entries.length - firstShown;
  return (
    <>
      <p>
        <Plural value={entries.length} one="# prompt" other="# prompts" />
        {own > 0 ? (
          <>
            {" · "}
            <Plural
              value={own}
              one="# with settings of its own"
              other="# with settings of their own"
            />
          </>
        ) : null}
      </p>
      <ol className={classes.first}>
        {entries.slice(0, firstShown).map((entry, index) => {
          const words = ownWords(entry);
          return (
            // A prompt is its place.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <span className="tabular muted">{index + 1}</span>
              <span>
                <span className={classes.prompt}>{entry.prompt}</span>
                {words === "" ? null : <span className={classes.own}>{words}</span>}
              </span>
            </li>
          );
        })}
      </ol>
      {rest > 0 ? (
        <p className="muted small">
          <Plural value={rest} one="and # more" other="and # more" />
        </p>
      ) : null}
      <p className="muted small">
        <Trans>Nothing is drawn before you have seen the price.</Trans>
      </p>
    </>
  );
}
