import { Trans, useLingui } from "@lingui/react/macro";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { shapeSize } from "./shape-size.ts";
import classes from "./shape-section.module.css";

/** From how many shapes on the rare ones wait behind a button. */
const mostAtOnce = 12;

/** The aspect ratios, drawn as the shapes they are. */
export function ShapeSection(props: {
  ratios: string[];
  chosen: string;
  label: string;
  onChoose: (ratio: string) => void;
}) {
  const { t } = useLingui();
  const [isWide, setIsWide] = useState(false);
  const ordered = props.ratios.toSorted((one, other) => order(one) - order(other));
  const first = ordered.slice(0, mostAtOnce - 1);
  const isFolded = ordered.length > mostAtOnce && !isWide && first.includes(props.chosen);
  return (
    <div className={classes.ratios} role="group" aria-label={props.label}>
      {(isFolded ? first : ordered).map((ratio) => (
        <button
          key={ratio}
          type="button"
          aria-pressed={ratio === props.chosen}
          onClick={() => props.onChoose(ratio)}
        >
          <span>
            <i style={shapeSize(ratio)} />
          </span>
          {ratio}
        </button>
      ))}
      {isFolded ? (
        <button type="button" onClick={() => setIsWide(true)}>
          <span>
            <IconDots size={20} stroke={1.6} />
          </span>
          <Trans>More</Trans>
          <span className="unseen">: {t`More shapes`}</span>
        </button>
      ) : null}
    </div>
  );
}

const usual = ["1:1", "4:5", "3:4", "2:3", "9:16", "5:4", "4:3", "3:2", "16:9", "21:9", "1:4"];

function order(ratio: string): number {
  const place = usual.indexOf(ratio);
  return place === -1 ? usual.length : place;
}
