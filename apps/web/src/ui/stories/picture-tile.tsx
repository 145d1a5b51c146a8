import type { SlotState } from "../../results/slot-state.ts";
import { PictureTile, type PictureTileProps } from "../picture-tile.tsx";
import type { Say, Stories, Story } from "../story.tsx";
import { blurSource, pictureOf } from "./pictures.ts";
import { stateWords } from "./state-words.ts";

type Told = Partial<PictureTileProps> & { state: SlotState };

function Tile({ say, ...told }: Told & { say: Say }) {
  const alt = say("A mug on a sage backdrop", "Une tasse sur fond sauge");
  return (
    <div style={{ width: told.size === "small" ? 96 : 200 }}>
      <PictureTile
        number="07"
        word={say(...stateWords[told.state])}
        ratio={4 / 5}
        picture={told.state === "completed" ? pictureOf(0, alt) : null}
        size="large"
        reason={say(
          "The model would not draw this. It may be the word it did not like.",
          "Le modèle n’a pas voulu dessiner ceci. Un mot ne lui a peut-être pas plu.",
        )}
        {...told}
      />
    </div>
  );
}

const of =
  (told: Told): Story =>
  ({ say }) => <Tile {...told} say={say} />;

const states = Object.keys(stateWords) as SlotState[];

export const stories: Stories = {
  ...Object.fromEntries(
    states.flatMap((state) => [
      [`${state}, small`, of({ state, size: "small" })],
      [`${state}, large`, of({ state })],
    ]),
  ),
  "refused, whole": of({ state: "refused", size: "whole" }),
  "a way to it, with its prompt": ({ say }) => (
    <Tile
      state="completed"
      to="/picture"
      openLabel={say("Open picture 7", "Ouvrir l’image 7")}
      beside="★★★"
      below={say(
        "A hand-thrown stoneware mug with a speckled oat glaze, on a sage backdrop",
        "Une tasse en grès tournée à la main, émail avoine moucheté, fond sauge",
      )}
      say={say}
    />
  ),
  "of another shape than its frame": of({ state: "completed", ratio: 16 / 9 }),
  "of another shape, a blur as yet": ({ say }) => (
    <Tile
      state="completed"
      ratio={16 / 9}
      picture={blurSource(say("A mug", "Une tasse"))}
      say={say}
    />
  ),
  "put aside": of({ state: "completed", isDim: true }),
  "more lie under it": of({ state: "completed", isStack: true }),
};
