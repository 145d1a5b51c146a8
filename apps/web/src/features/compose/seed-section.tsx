import { maxSeed } from "@bunch/contracts/picture-seed";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconDice5 } from "@tabler/icons-react";
import { useId } from "react";
import { Field } from "../../ui/field.tsx";
import fold from "./fold.module.css";
import classes from "./seed-section.module.css";
import { typedSeed } from "./typed-seed.ts";

/** The number that a picture begins from, to draw the same one again: folded away, as chance suits most. */
export function SeedSection(props: {
  /** Digits; empty for chance. */
  typed: string;
  onType: (typed: string) => void;
}) {
  const { t } = useLingui();
  const why = useId();
  const roll = () => {
    const [rolled = 0] = crypto.getRandomValues(new Uint32Array(1));
    props.onType(String(rolled % (maxSeed + 1)));
  };
  return (
    <details className={fold.fold}>
      <summary>
        <span>
          <Trans>Seed</Trans>
        </span>
        <small className="tabular">
          {props.typed === "" ? <Trans>left to chance</Trans> : props.typed}
        </small>
      </summary>
      <p className={fold.why} id={why}>
        <Trans>
          The same prompt, settings and seed draw the same picture again, as far as the model keeps
          to it. Several pictures of a prompt take the numbers that follow. Left empty, chance
          decides.
        </Trans>
      </p>
      <div className={classes.line}>
        <Field>
          <input
            className="tabular"
            inputMode="numeric"
            autoComplete="off"
            aria-label={t`Seed`}
            aria-describedby={why}
            value={props.typed}
            onChange={(event) => {
              const typed = typedSeed(event.target.value);
              if (typed !== null) props.onType(typed);
            }}
          />
        </Field>
        <ActionIcon size={40} aria-label={t`Roll a seed`} title={t`Roll a seed`} onClick={roll}>
          <IconDice5 size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      </div>
    </details>
  );
}
