import type { Result } from "@bunch/contracts/result";
import { useLingui } from "@lingui/react/macro";
import { pictureNumber, placeOf } from "../../results/picture-number.ts";
import { pictureSource } from "../../results/picture-source.ts";
import type { SlotState } from "../../results/slot-state.ts";
import { stateWord } from "../../results/state-word.ts";
import { aspectOf } from "../../ui/aspect.ts";
import { PictureGrid } from "../../ui/picture-grid.tsx";
import { PictureTile } from "../../ui/picture-tile.tsx";
import { slotColumns } from "./slot-columns.ts";

/** Every picture's frame, small, in its place from the start; those that are drawn open on the results page. */
export function BatchSlots(props: {
  results: (Result | undefined)[];
  states: SlotState[];
  variations: number;
  aspectRatio: string;
  openAddress: (slot: number) => string;
}) {
  const { i18n, t } = useLingui();
  const { results, states, variations } = props;
  const ratio = aspectOf(props.aspectRatio);
  return (
    <PictureGrid
      count={states.length}
      label={t`Pictures`}
      measures={{
        columns: (width) => slotColumns({ width, count: states.length, variations, ratio }),
        ratio,
        captionHeight: 19,
        gap: { column: 10, row: 12 },
      }}
    >
      {(slot) => {
        const result = results[slot];
        const state = states[slot] ?? "pending";
        const number = pictureNumber(placeOf(slot, variations), variations);
        return (
          <PictureTile
            size="small"
            number={number}
            state={state}
            word={i18n._(stateWord(state))}
            ratio={ratio}
            picture={pictureSource(result, `${number}: ${result?.prompt_text ?? ""}`)}
            to={
              state === "completed" || result?.needs_decision ? props.openAddress(slot) : undefined
            }
            openLabel={t`Open picture ${number}`}
          />
        );
      }}
    </PictureGrid>
  );
}
