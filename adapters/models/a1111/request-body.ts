import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";
import { jsonBody } from "../http/json-body.ts";
import type { A1111Entry } from "./a1111-entry.ts";

type Drawing = {
  entry: Pick<A1111Entry, "calls" | "steps" | "cfgScale" | "sampler" | "negativePrompt">;
  prompt: string;
  sides: readonly [number, number];
  seed: number | null;
  /** The first is what the drawing begins from; a server takes one for each picture it draws, so the others stay here. */
  references: readonly ReferenceBytes[];
};

/** The method that a drawing needs, from words alone or from a picture too, and its JSON. */
export function drawingRequest(drawing: Drawing): { path: string; body: RequestBody } {
  const { entry, prompt, references } = drawing;
  const [width, height] = drawing.sides;
  const [first] = references;
  const fields = {
    prompt,
    negative_prompt: entry.negativePrompt,
    width,
    height,
    steps: entry.steps,
    cfg_scale: entry.cfgScale,
    ...(entry.sampler !== null && { sampler_name: entry.sampler }),
    // Without one the server rolls the dice, so that no two pictures of a prompt are the same.
    seed: drawing.seed ?? -1,
    batch_size: 1,
    n_iter: 1,
    send_images: true,
    save_images: false,
    override_settings: entry.calls === null ? {} : { sd_model_checkpoint: entry.calls },
  };
  if (!first) return { path: "/sdapi/v1/txt2img", body: jsonBody(() => fields) };
  return {
    path: "/sdapi/v1/img2img",
    body: jsonBody((place) => ({
      ...fields,
      init_images: [place.base64(first)],
      // Cropped to the shape that was asked for, where 0 would stretch it.
      resize_mode: 1,
      include_init_images: false,
    })),
  };
}
