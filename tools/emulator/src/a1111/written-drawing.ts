import { pictureMark } from "../answer-content.ts";
import type { AnswerContent } from "../answer-content.ts";
import type { Step } from "../choose-scenario.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import type { JsonObject } from "../json-object.ts";
import type { PictureBytes } from "../picture-bytes.ts";
import { plannedPictures } from "../planned-pictures.ts";
import { randomFrom } from "../random.ts";
import type { PlannedAnswer } from "../scenario.ts";
import { checkpointsOf, shortHashOf } from "./checkpoints.ts";
import type { Checkpoint } from "./checkpoints.ts";
import type { DrawingWish } from "./drawing-wish.ts";

/** A whole answer with status 200, and what is remembered of it. */
export interface WrittenDrawing {
  content: AnswerContent;
  imageSha256: string[];
  checkpoint: Checkpoint;
}

/** Draws what a scenario plans and writes the web UI's answer around it. */
export function writtenDrawing(
  plan: PlannedAnswer,
  wish: DrawingWish,
  call: { id: string; step: Step },
  options: EmulatorOptions,
): WrittenDrawing {
  const checkpoint = plan.otherModelVersion
    ? (checkpointsOf(options).find((one) => one !== wish.checkpoint) ?? wish.checkpoint)
    : wish.checkpoint;
  const drawn = plannedPictures(plan, { ...wish, ...call, model: checkpoint.name }, options);
  const pictures: PictureBytes[] = [];
  const images = drawn.map(({ bytes, torn }) => {
    if (torn) {
      const base64 = Buffer.concat(bytes.base64()).toString("latin1");
      return `${base64.slice(0, 41)}!*${base64.slice(42, -3)}`;
    }
    pictures.push(bytes);
    return pictureMark(pictures.length - 1);
  });
  const told = wish.fields["send_images"] === false ? [] : images;
  return {
    content: {
      json: {
        images: plan.hole === "null_parts" ? null : told,
        parameters: { ...wish.fields, ...withoutPictures(wish.fields) },
        info: JSON.stringify(infoOf(wish, checkpoint, call.id, options)),
      },
      pictures: told.length > 0 ? pictures : [],
    },
    imageSha256: drawn.filter(({ torn }) => !torn).map(({ bytes }) => bytes.sha256()),
    checkpoint,
  };
}

function withoutPictures(fields: JsonObject): JsonObject {
  return fields["init_images"] === undefined || fields["include_init_images"] === true
    ? {}
    : { init_images: null, mask: null };
}

function infoOf(
  wish: DrawingWish,
  checkpoint: Checkpoint,
  callId: string,
  options: EmulatorOptions,
): JsonObject {
  const { fields, dimensions, sampler, prompt, copies } = wish;
  const chance = Math.floor(randomFrom(options.seed, "seed", callId) * 4_294_967_294);
  const seed = wish.seed ?? chance;
  const seeds = Array.from({ length: copies }, (_, index) => seed + index);
  const given = fields["negative_prompt"];
  const negative = typeof given === "string" ? given : "";
  const hash = shortHashOf(checkpoint);
  const infotexts = seeds.map((own) =>
    [
      prompt,
      ...(negative === "" ? [] : [`Negative prompt: ${negative}`]),
      `Steps: ${String(fields["steps"])}, Sampler: ${sampler}, Schedule type: Automatic, CFG scale: ${String(fields["cfg_scale"])}, Seed: ${own}, ` +
        `Size: ${dimensions.width}x${dimensions.height}, Model hash: ${hash}, Model: ${checkpoint.name}, Version: v1.10.1`,
    ].join("\n"),
  );
  return {
    prompt,
    all_prompts: seeds.map(() => prompt),
    negative_prompt: negative,
    all_negative_prompts: seeds.map(() => negative),
    seed,
    all_seeds: seeds,
    width: dimensions.width,
    height: dimensions.height,
    sampler_name: sampler,
    cfg_scale: fields["cfg_scale"],
    steps: fields["steps"],
    batch_size: fields["batch_size"],
    sd_model_name: checkpoint.name,
    sd_model_hash: hash,
    denoising_strength: fields["denoising_strength"],
    extra_generation_params: {},
    index_of_first_image: 0,
    infotexts,
    styles: [],
    version: "v1.10.1",
  };
}
