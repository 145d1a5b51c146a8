import { perMegapixel, perPicture } from "../jobs/job-model.ts";
import type { JobModel } from "../jobs/job-model.ts";

const noReferences = { references: null };
/** Their schemas have no seed. */
const seedless = { seed: "ignored" } as const;
const pictures = (most: number, least = 1) => ({
  references: { fields: ["image_urls"], least, most },
});
const bananaTwo = perPicture(80_000, {
  "0.5K": 60_000,
  "1K": 80_000,
  "2K": 120_000,
  "4K": 160_000,
});
const bananaPro = perPicture(150_000, { "4K": 300_000 });
const flux3 = perPicture(48_000, {
  "768": 41_000,
  "1K": 48_000,
  "1.5K": 70_000,
  "2K": 100_000,
  "4K": 607_000,
});

/**
 * The price list as the emulator holds it, on purpose not shared with the product that is tested. From the models' pages
 * at fal.ai and their llms.txt, 2026-11-30; FLUX 3 beyond 1K and Nano Banana Pro as resellers list them.
 */
export const falModels: readonly JobModel[] = [
  { id: "blackforestlabs/flux-3/text-to-image", price: flux3, ...noReferences, ...seedless },
  { id: "blackforestlabs/flux-3/edit-image", price: flux3, ...pictures(10), ...seedless },
  {
    id: "bytedance/seedream/v5/flash/text-to-image",
    price: perPicture(27_000),
    ...noReferences,
    ...seedless,
  },
  {
    id: "bytedance/seedream/v5/flash/edit",
    price: perPicture(27_000),
    ...pictures(10),
    ...seedless,
  },
  { id: "fal-ai/flux-2-pro", price: perMegapixel(30_000, 15_000, 15_000), ...noReferences },
  { id: "fal-ai/flux-2-pro/edit", price: perMegapixel(30_000, 15_000, 15_000), ...pictures(9) },
  { id: "fal-ai/flux-2-max", price: perMegapixel(70_000, 30_000, 30_000), ...noReferences },
  { id: "fal-ai/flux-2-max/edit", price: perMegapixel(70_000, 30_000, 30_000), ...pictures(10) },
  { id: "fal-ai/flux-2-flex", price: perMegapixel(50_000, 50_000, 50_000), ...noReferences },
  { id: "fal-ai/flux-2-flex/edit", price: perMegapixel(50_000, 50_000, 50_000), ...pictures(10) },
  { id: "fal-ai/flux/dev", price: perMegapixel(25_000, 25_000, 0), ...noReferences },
  { id: "fal-ai/flux/schnell", price: perMegapixel(3000, 3000, 0), ...noReferences },
  {
    id: "fal-ai/flux-pro/kontext",
    price: perPicture(40_000),
    references: { fields: ["image_url"], least: 1, most: 1 },
  },
  { id: "fal-ai/nano-banana-2", price: bananaTwo, ...noReferences },
  { id: "fal-ai/nano-banana-2/edit", price: bananaTwo, ...pictures(14) },
  { id: "fal-ai/nano-banana-pro", price: bananaPro, ...noReferences },
  { id: "fal-ai/nano-banana-pro/edit", price: bananaPro, ...pictures(14) },
  {
    id: "bytedance/seedream/v5/lite/text-to-image",
    price: perPicture(35_000),
    ...noReferences,
    ...seedless,
  },
  {
    id: "fal-ai/bytedance/seedream/v5/lite/text-to-image",
    price: perPicture(35_000),
    ...noReferences,
    ...seedless,
  },
  { id: "fal-ai/qwen-image", price: perMegapixel(20_000, 20_000, 0), ...noReferences },
  { id: "fal-ai/z-image/turbo", price: perMegapixel(5000, 5000, 0), ...noReferences },
];
