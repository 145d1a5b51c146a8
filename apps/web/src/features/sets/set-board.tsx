import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useRef, useState } from "react";
import { TextButton } from "../../ui/text-button.tsx";
import { useFollow } from "../../ui/use-follow.ts";
import type { Column } from "./column.ts";
import { ColumnHead } from "./column-head.tsx";
import { PromptCells } from "./prompt-cells.tsx";
import classes from "./sets.module.css";

/** So many prompts are drawn at first, and with each press more. */
const shownAtOnce = 50;

/** Larger pictures would leave too few prompts in sight. */
const mostColumnPx = 344;

/** The same prompts drawn by several models: a column for each, a row for each prompt, every place kept from the start. */
export function SetBoard({ columns }: { columns: readonly Column[] }) {
  const { t } = useLingui();
  const [shown, setShown] = useState(shownAtOnce);
  const table = useRef<HTMLTableElement>(null);
  useFollow(table);
  const prompts = Math.max(0, ...columns.map(({ execution }) => execution.stats.total_prompts));
  const rest = prompts - shown;
  return (
    <>
      {/* What is wider than the page is reached by keys too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.board} role="region" aria-label={t`Side by side`} tabIndex={0}>
        <table
          ref={table}
          className={classes.table}
          style={{ maxWidth: `${columns.length * mostColumnPx}px` }}
        >
          <thead>
            <tr>
              {columns.map(({ execution }) => (
                <th key={execution.id} scope="col">
                  <ColumnHead execution={execution} />
                </th>
              ))}
            </tr>
          </thead>
          {Array.from({ length: Math.min(prompts, shown) }, (_, place) => (
            <PromptCells key={place} place={place} columns={columns} />
          ))}
        </table>
      </div>
      {rest > 0 ? (
        <p className={classes.more}>
          <TextButton onClick={() => setShown((count) => count + shownAtOnce)}>
            <Trans>Show more prompts</Trans>
          </TextButton>{" "}
          <span className="muted small">
            <Plural value={rest} one="# more" other="# more" />
          </span>
        </p>
      ) : null}
    </>
  );
}
