import { createHash } from "node:crypto";
import type { Step } from "../choose-scenario.ts";
import type { Dimensions } from "../dimensions.ts";
import { drawPicture } from "../draw-picture.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { hueOf } from "../hue-of.ts";
import type { PictureFlaw, PlannedAnswer } from "../scenario.ts";
import type { JobModel } from "./job-model.ts";
import type { JobWish } from "./job-wish.ts";

/** A picture as it is delivered. */
export interface JobPicture {
  mimeType: string;
  sha256: string;
  dimensions: Dimensions;
  /** Joined anew each time, so that a thousand heavy ones need no memory. */
  bytes: () => Buffer;
}

/** A job about to be drawn. */
export interface JobDraft {
  callId: string;
  model: JobModel;
  wish: JobWish;
  step: Step;
}

/** Draws every picture that the scenario plans, as often as the job asks for it. */
export function drawPictures(
  plan: PlannedAnswer,
  draft: JobDraft,
  options: EmulatorOptions,
): JobPicture[] {
  const flaws = plan.parts.flatMap((part) => ("picture" in part ? [part.flaw ?? null] : []));
  const wished = Array.from({ length: draft.wish.pictures }, () => flaws).flat();
  return wished.map((flaw, index) => pictureOf(flaw, index, draft, options));
}

function pictureOf(
  flaw: PictureFlaw | null,
  index: number,
  { callId, model, wish, step }: JobDraft,
  options: EmulatorOptions,
): JobPicture {
  const asked = options.tinyPictures ? { width: 64, height: 64 } : wish.dimensions;
  if (flaw === "not_a_picture")
    return ofBytes("image/png", asked, Buffer.from(`These are words and no picture (${callId}).`));
  const dimensions = flaw === "wrong_size" ? otherThan(asked, step.argument) : asked;
  const usual = options.pictureFormat === "png" ? "png" : "jpeg";
  const drawn = drawPicture({
    dimensions,
    format: flaw === "wrong_mime" ? "jpeg" : (wish.format ?? usual),
    hue: hueOf({ ...wish, model: model.id, seed: model.seed ? null : wish.seed }, options),
    note: `${callId} picture ${index}`,
    bytes: flaw === "heavy" ? Number(step.argument ?? 60) * 1_000_000 : options.pictureBytes,
  });
  // There is no base64 to break: the file ends in the middle instead.
  if (flaw === "bad_base64") {
    const whole = drawn.bytes.whole();
    return ofBytes(drawn.mimeType, dimensions, whole.subarray(0, Math.floor(whole.length / 2)));
  }
  return {
    mimeType: flaw === "wrong_mime" ? "image/png" : drawn.mimeType,
    sha256: drawn.bytes.sha256(),
    dimensions,
    bytes: () => drawn.bytes.whole(),
  };
}

function ofBytes(mimeType: string, dimensions: Dimensions, bytes: Buffer): JobPicture {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { mimeType, sha256, dimensions, bytes: () => bytes };
}

function otherThan(asked: Dimensions, argument: string | null): Dimensions {
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/u.exec(argument ?? "") ?? [];
  return width === undefined || height === undefined
    ? { width: asked.width / 2, height: asked.height }
    : { width: Number(width), height: Number(height) };
}
