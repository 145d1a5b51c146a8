import { perMegapixel, perPicture } from "../jobs/job-model.ts";
import type { JobModel, JobReferences } from "../jobs/job-model.ts";

const numbered = (most: number): JobReferences => ({
  fields: ["input_image", ...Array.from({ length: most - 1 }, (_, n) => `input_image_${n + 2}`)],
  least: 0,
  most,
});
const prompted: JobReferences = { fields: ["image_prompt"], least: 0, most: 1 };

/**
 * The price list as the emulator holds it, on purpose not shared with the product that is tested. From
 * docs.bfl.ai/quick_start/pricing and the vendor's own guide on GitHub, 2026-11-30; FLUX 3 beyond 1K as resellers list it.
 */
export const bflModels: readonly JobModel[] = [
  {
    id: "flux-3-image",
    price: perPicture(48_000, {
      "768": 41_000,
      "1K": 48_000,
      "1.5K": 70_000,
      "2K": 100_000,
      "4K": 607_000,
    }),
    references: { fields: ["images"], least: 0, most: 10 },
    // Its schema has no seed, and takes nothing that is not in it.
    seed: "refused",
  },
  { id: "flux-2-pro", price: perMegapixel(30_000, 15_000, 15_000), references: numbered(8) },
  { id: "flux-2-max", price: perMegapixel(70_000, 30_000, 30_000), references: numbered(8) },
  { id: "flux-2-flex", price: perMegapixel(50_000, 50_000, 50_000), references: numbered(8) },
  { id: "flux-2-klein-4b", price: perMegapixel(14_000, 1000, 1000), references: numbered(4) },
  { id: "flux-2-klein-9b", price: perMegapixel(15_000, 2000, 2000), references: numbered(4) },
  { id: "flux-kontext-pro", price: perPicture(40_000), references: numbered(4) },
  { id: "flux-kontext-max", price: perPicture(80_000), references: numbered(4) },
  { id: "flux-pro-1.1", price: perPicture(40_000), references: prompted },
  { id: "flux-pro-1.1-ultra", price: perPicture(60_000), references: prompted },
];
