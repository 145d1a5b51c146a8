import { IconLoader2 } from "@tabler/icons-react";
import card from "../../ui/card.module.css";
import { Strip } from "../../ui/strip.tsx";
import classes from "./first-run.module.css";
import bowl from "./sketches/03.webp";
import jar from "./sketches/05.webp";
import jug from "./sketches/04.webp";
import mug from "./sketches/01.webp";
import vase from "./sketches/14.webp";

const pictures = [mug, vase, bowl, jug, jar];
const frames = [6, 7, 8];

/** A batch half way, to look at: what the light table will be like. */
export function SampleSheet() {
  return (
    <div className={`${card.card} ${classes.sheet}`} aria-hidden="true">
      {pictures.map((picture, index) => (
        <figure key={picture}>
          <img src={picture} alt="" width="384" height="480" />
          <figcaption>{index + 1}</figcaption>
        </figure>
      ))}
      {frames.map((number) => (
        <figure key={number}>
          <div data-going={number === 6 || undefined}>
            {number === 6 ? <IconLoader2 size={20} stroke={1.6} /> : null}
          </div>
          <figcaption>{number}</figcaption>
        </figure>
      ))}
      <div className={classes.strip}>
        <Strip
          label=""
          isRunning
          states={[...pictures.map(() => "completed" as const), "processing", "pending", "pending"]}
        />
      </div>
    </div>
  );
}
