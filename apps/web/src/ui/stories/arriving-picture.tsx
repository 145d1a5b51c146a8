import { ArrivingPicture } from "../arriving-picture.tsx";
import type { Stories } from "../story.tsx";
import { goneSource, blurSource, pictureOf } from "./pictures.ts";

const box = { width: 200, height: 200 };

export const stories: Stories = {
  "covers its box": ({ say }) => (
    <ArrivingPicture
      source={pictureOf(0, say("A mug on a sage backdrop", "Une tasse sur fond sauge"))}
      fit="cover"
      natural={box}
    />
  ),
  "stands whole in its box": ({ say }) => (
    <ArrivingPicture
      source={pictureOf(1, say("A vase and a lemon", "Un vase et un citron"))}
      fit="contain"
      natural={box}
    />
  ),
  "still a blur": ({ say }) => (
    <ArrivingPicture source={blurSource(say("On its way", "En route"))} fit="cover" natural={box} />
  ),
  "the copy is gone, so it shows the original": ({ say }) => (
    <ArrivingPicture
      source={goneSource(say("Hills under a low sun", "Collines sous un soleil bas"))}
      fit="cover"
      natural={box}
    />
  ),
};
