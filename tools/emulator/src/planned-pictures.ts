import type { Step } from "./choose-scenario.ts";
import type { Dimensions } from "./dimensions.ts";
import { drawPicture } from "./draw-picture.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { hueOf } from "./hue-of.ts";
import { PictureBytes, sharedStart } from "./picture-bytes.ts";
import type { ReceivedReference } from "./read-request.ts";
import type { PictureFlaw, PlannedAnswer } from "./scenario.ts";

/** A picture that was drawn, and whether it has to arrive torn. */
export interface PlannedPicture {
  bytes: PictureBytes;
  torn: boolean;
}

/** What is to be drawn, and for which call. */
export interface PictureWish {
  id: string;
  step: Step;
  model: string;
  prompt: string;
  references: readonly ReceivedReference[];
  /** Null leaves it to the words alone. */
  seed: number | null;
  dimensions: Dimensions;
  /** How often each picture of the plan is drawn. */
  copies: number;
}

/** Draws the pictures that a scenario plans, flaws and all. */
export function plannedPictures(
  plan: PlannedAnswer,
  wish: PictureWish,
  options: EmulatorOptions,
): PlannedPicture[] {
  const flaws = plan.parts.flatMap((part) => ("picture" in part ? [part.flaw ?? null] : []));
  return flaws
    .flatMap((flaw) => Array.from({ length: wish.copies }, () => flaw))
    .map((flaw, index) => ({
      bytes: flaw === "not_a_picture" ? words(wish.id) : drawn(flaw, index, wish, options),
      torn: flaw === "bad_base64",
    }));
}

function words(id: string): PictureBytes {
  const start = sharedStart("no picture", () => [Buffer.from("These are words and no picture")]);
  return new PictureBytes(start, [Buffer.from(` (${id}).`)]);
}

function drawn(
  flaw: Exclude<PictureFlaw, "not_a_picture"> | null,
  index: number,
  wish: PictureWish,
  options: EmulatorOptions,
): PictureBytes {
  const asked = options.tinyPictures ? { width: 64, height: 64 } : wish.dimensions;
  return drawPicture({
    dimensions: flaw === "wrong_size" ? { ...asked, width: asked.width / 2 } : asked,
    format: flaw === "wrong_mime" || options.pictureFormat === "jpeg" ? "jpeg" : "png",
    hue: hueOf(wish, options),
    note: `${wish.id} part ${index}`,
    bytes: flaw === "heavy" ? Number(wish.step.argument ?? 60) * 750_000 : options.pictureBytes,
  }).bytes;
}
