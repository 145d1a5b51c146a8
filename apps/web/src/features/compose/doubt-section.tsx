import { doubtPolicies, type DoubtPolicy } from "@bunch/contracts/doubt";
import { Trans, useLingui } from "@lingui/react/macro";
import { useId } from "react";
import { companyName } from "../../language/vendor-name.ts";
import { doubtWords } from "./doubt-words.ts";
import classes from "./doubt-section.module.css";
import fold from "./fold.module.css";

/** What shall become of pictures whose answer is lost: folded away, as the usual choice suits most. */
export function DoubtSection(props: {
  /** Who draws. */
  vendor: string;
  chosen: DoubtPolicy;
  onChoose: (policy: DoubtPolicy) => void;
}) {
  const { i18n, t } = useLingui();
  const name = useId();
  const company = companyName(props.vendor);
  return (
    <details className={fold.fold}>
      <summary>
        <span>
          <Trans>If an answer is lost</Trans>
        </span>
        <small>{i18n._(doubtWords(props.chosen).short)}</small>
      </summary>
      <p className={fold.why}>
        <Trans>
          Rarely, the line breaks while {company} draws: the picture may be charged and never comes.
        </Trans>
      </p>
      <div className={classes.choices} role="radiogroup" aria-label={t`If an answer is lost`}>
        {doubtPolicies.map((policy) => (
          <label key={policy}>
            <input
              type="radio"
              name={name}
              checked={policy === props.chosen}
              onChange={() => props.onChoose(policy)}
            />
            <span>{i18n._(doubtWords(policy).long)}</span>
          </label>
        ))}
      </div>
    </details>
  );
}
