import { Trans, useLingui } from "@lingui/react/macro";
import { plural } from "@lingui/core/macro";
import card from "../../ui/card.module.css";
import type { Example, ExampleName } from "./examples.ts";
import classes from "./first-run.module.css";

/** Examples to begin with, each a card one can press. */
export function ExampleCards(props: {
  examples: Record<ExampleName, Example>;
  onUse: (example: Example) => void;
}) {
  const { t } = useLingui();
  const cards = [
    { title: t`Product pictures`, example: props.examples.product },
    { title: t`Campaign ideas`, example: props.examples.campaign },
    { title: t`One character, many scenes`, example: props.examples.character },
  ];
  return (
    <div className={classes.tries}>
      {cards.map(({ title, example }) => {
        const count = example.prompts.length;
        const times = example.variations > 1 ? ` × ${example.variations}` : "";
        return (
          <button
            key={title}
            type="button"
            className={`${card.card} ${classes.try}`}
            onClick={() => props.onUse(example)}
          >
            <b>{title}</b>
            <span className={classes.size}>
              {t`${plural(count, { one: "# prompt", other: "# prompts" })}`}
              {times}, {example.aspectRatio}
            </span>
            <span className={classes.words}>{shorten(example.prompts[0] ?? "")}</span>
            <span className={classes.use}>
              <Trans>Use this example</Trans>
            </span>
          </button>
        );
      })}
    </div>
  );
}

function shorten(prompt: string): string {
  if (prompt.length <= 96) return prompt;
  return `${prompt.slice(0, 96).replace(/[\s,.]+\S*$/, "")}…`;
}
