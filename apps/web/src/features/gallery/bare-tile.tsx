import { useLingui } from "@lingui/react/macro";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import { stateWord } from "../../results/state-word.ts";
import { PictureTile } from "../../ui/picture-tile.tsx";
import type { LightTileProps } from "./light-tile-props.ts";
import { outlinedState } from "./outlined-state.ts";
import { TileCell } from "./tile-cell.tsx";

/** Its frame and its number: a whole screen of them is there at once, and all the rest a moment later. */
export function BareTile(props: LightTileProps) {
  const { i18n } = useLingui();
  const { execution, slot } = props;
  const state = outlinedState(props.outlined, execution.status === "paused");
  return (
    <TileCell tile={props} tabIndex={-1}>
      <PictureTile
        size={props.isSmall ? "small" : "large"}
        number={pictureNumber(placeOf(slot, execution.variations), execution.variations)}
        state={state}
        word={i18n._(stateWord(state))}
        ratio={props.ratio}
        picture={null}
        below={props.isSmall ? undefined : ""}
        isDim={props.isRejected}
        isStack={props.height > 1}
      />
    </TileCell>
  );
}
