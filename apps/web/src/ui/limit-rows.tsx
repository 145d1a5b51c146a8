import { limitNames, type LimitName, type LimitsUse } from "@bunch/contracts/limit";
import { Trans, useLingui } from "@lingui/react/macro";
import { limitWords } from "../language/limit-words.ts";
import { useFormats } from "../language/use-formats.ts";
import classes from "./limit-rows.module.css";

/** What is used of each limit: a quiet bar, figures, and when it begins at nothing again. Null draws the rows that will come. */
export function LimitRows(props: { use: LimitsUse | null }) {
  return (
    <ul className={classes.rows} aria-busy={props.use === null || undefined}>
      {limitNames.map((name) => (
        <LimitRow key={name} name={name} use={props.use?.[name] ?? null} />
      ))}
    </ul>
  );
}

function LimitRow({ name, use }: { name: LimitName; use: LimitsUse[LimitName] | null }) {
  const { i18n } = useLingui();
  const formats = useFormats();
  const say = name === "money_a_month" ? formats.total : formats.number;
  const share = use?.limit ? Math.min(1, use.used / use.limit) : 0;
  const isFull = use !== null && use.limit !== null && use.used >= use.limit;
  const used = use ? say(use.used) : "";
  const limit = use?.limit ? say(use.limit) : "";
  const end = use ? formats.until(use.resets_at, new Date()) : "";
  return (
    <li className={classes.row} data-full={isFull || undefined}>
      <div className={classes.line}>
        <span className={classes.name}>{i18n._(limitWords(name).name)}</span>
        <span className="tabular">
          {use === null ? (
            "\u00a0"
          ) : use.limit === null ? (
            <Trans>{used} · no limit</Trans>
          ) : (
            <Trans>
              <b>{used}</b> of {limit}
            </Trans>
          )}
        </span>
      </div>
      <div className={classes.track} data-none={use?.limit === null || undefined} aria-hidden>
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <p className={classes.end}>
        {use === null ? (
          "\u00a0"
        ) : isFull ? (
          <Trans>Used up. Free again: {end}</Trans>
        ) : (
          <Trans>Starts afresh: {end}</Trans>
        )}
      </p>
    </li>
  );
}
