import type { PromptEntry } from "@bunch/contracts/prompt-row";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import classes from "./review.module.css";

const mostDrawn = 120;

/** The frames that will be filled, one for each picture, in the shape it will have. */
export function ReviewFrames(props: {
  count: number;
  variations: number;
  aspectRatio: string;
  prompts: PromptEntry[];
}) {
  const { t } = useLingui();
  const { count, variations } = props;
  const drawn = Math.min(count, mostDrawn);
  const rest = count - drawn;
  const ratioOf = (slot: number) => {
    const entry = props.prompts[Math.floor(slot / variations)];
    const own = typeof entry === "object" ? entry.aspect_ratio : undefined;
    return (own ?? props.aspectRatio).replace(":", " / ");
  };
  return (
    <div className={classes.below}>
      <div
        className={classes.frames}
        role="img"
        aria-label={t`${plural(count, { one: "# frame", other: "# frames" })}, ${props.aspectRatio}`}
      >
        {Array.from({ length: drawn }, (_, slot) => (
          <span key={slot} style={{ aspectRatio: ratioOf(slot) }}>
            {pictureNumber(placeOf(slot, variations), variations)}
          </span>
        ))}
      </div>
      {rest > 0 ? (
        <p className={classes.rest}>
          <Trans>and {rest} more</Trans>
        </p>
      ) : null}
    </div>
  );
}
