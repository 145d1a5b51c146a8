import type { Analytics } from "@bunch/contracts/analytics";
import { Trans, useLingui } from "@lingui/react/macro";
import type { CSSProperties } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { Section } from "../../ui/section.tsx";
import classes from "./insights.module.css";
import { reasonWords } from "./reason-words.ts";

/** Why pictures did not come out, the most frequent first. */
export function Reasons(props: { reasons: Analytics["reasons"]; pictures: number }) {
  const { reasons } = props;
  const { i18n, t } = useLingui();
  const formats = useFormats();
  const most = Math.max(1, ...reasons.map(({ results }) => results));
  return (
    <Section id="reasons" title={t`Why pictures did not come out`}>
      {reasons.length === 0 ? (
        <p className={classes.inset}>
          {props.pictures > 0 ? (
            <Trans>Every picture came out.</Trans>
          ) : (
            <Trans>None has ended yet.</Trans>
          )}
        </p>
      ) : (
        <ul className={classes.reasons}>
          {reasons.map(({ code, results }) => (
            <li key={code} data-kind={kindOf(code)}>
              <span>{i18n._(reasonWords(code))}</span>
              <b>{formats.number(results)}</b>
              <div aria-hidden>
                <i style={{ width: `${(100 * results) / most}%` } satisfies CSSProperties} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** By the colours that these states have everywhere. */
function kindOf(code: string): "refused" | "doubt" | "failed" {
  if (code === "refused" || code === "filtered") return "refused";
  return code === "doubted" || code === "unanswered" ? "doubt" : "failed";
}
