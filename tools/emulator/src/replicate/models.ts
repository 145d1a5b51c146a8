import { perMegapixel, perPicture } from "../jobs/job-model.ts";
import type { JobModel, JobPrice, JobReferences } from "../jobs/job-model.ts";

const list = { outputIsList: true } as const;
const upTo = (most: number, field: string): JobReferences => ({ fields: [field], least: 0, most });

const one = (id: string, price: JobPrice, references: JobReferences | null = null): JobModel => ({
  id,
  price,
  references,
});

const flux = (name: string, price: JobPrice, references: JobReferences | null = null) =>
  one(`black-forest-labs/${name}`, price, references);

/**
 * The price list as the emulator holds it, on purpose not shared with the product that is tested: as the models' pages at
 * replicate.com told it, seen at second hand in a list of 2026-09-16, 2026-11-30. A megapixel is 1024 × 1024, rounded up.
 */
export const replicateModels: readonly JobModel[] = [
  flux("flux-2-pro", perMegapixel(30_000, 15_000, 15_000), upTo(8, "input_images")),
  flux("flux-2-max", perMegapixel(70_000, 30_000, 30_000), upTo(8, "input_images")),
  flux("flux-2-flex", perMegapixel(60_000, 60_000, 60_000), upTo(10, "input_images")),
  { ...flux("flux-schnell", perPicture(3000)), ...list },
  { ...flux("flux-dev", perPicture(25_000)), ...list },
  flux("flux-1.1-pro", perPicture(40_000), upTo(1, "image_prompt")),
  flux("flux-1.1-pro-ultra", perPicture(60_000), upTo(1, "image_prompt")),
  flux("flux-kontext-pro", perPicture(40_000), upTo(1, "input_image")),
  flux("flux-kontext-max", perPicture(80_000), upTo(1, "input_image")),
  {
    ...one("bytedance/seedream-4", perPicture(30_000), upTo(10, "image_input")),
    ...list,
    seed: "ignored",
    sizeField: "size",
  },
  {
    ...one("bytedance/seedream-4.5", perPicture(40_000), upTo(14, "image_input")),
    ...list,
    seed: "ignored",
    sizeField: "size",
  },
  {
    ...one("bytedance/seedream-5-lite", perPicture(35_000), upTo(14, "image_input")),
    ...list,
    seed: "ignored",
    sizeField: "size",
  },
  one("google/nano-banana", perPicture(39_000), upTo(10, "image_input")),
  one(
    "google/nano-banana-2",
    perPicture(67_000, { "1K": 67_000, "2K": 101_000, "4K": 151_000 }),
    upTo(14, "image_input"),
  ),
  one("google/nano-banana-pro", perPicture(150_000, { "4K": 300_000 }), upTo(14, "image_input")),
  one("ideogram-ai/ideogram-v3-turbo", perPicture(30_000)),
  one("ideogram-ai/ideogram-v3-balanced", perPicture(60_000)),
  one("ideogram-ai/ideogram-v3-quality", perPicture(90_000)),
  one("prunaai/p-image", perPicture(5000)),
  { ...one("qwen/qwen-image", perPicture(25_000)), ...list },
  one("recraft-ai/recraft-v3", perPicture(40_000)),
  one("recraft-ai/recraft-v4-pro", perPicture(250_000)),
  one("stability-ai/stable-diffusion-3.5-large", perPicture(65_000)),
  one("wan-video/wan-2.7-image", perPicture(30_000)),
  one("xai/grok-imagine-image", perPicture(20_000)),
];
