import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawVendors } from "../../test/raw-job.ts";
import { pngPicture } from "../png-picture.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

/** A reference of so many pixels, as a data URI. */
const reference = (width: number, height: number): string => {
  const wish = { width, height, hue: 0, note: "a reference", bytes: null };
  return `data:image/png;base64,${pngPicture(wish).whole().toString("base64")}`;
};
const small = reference(64, 64);
const large = reference(1200, 1200);
const twoMegapixels = { width: 1920, height: 1080 };

// The sums are written out by hand from the published prices, so that a slip in a table shows.
test.each([
  ["fal", "fal-ai/flux/dev", {}, 25_000],
  ["fal", "fal-ai/flux/dev", { image_size: twoMegapixels }, 50_000],
  ["fal", "fal-ai/flux/schnell", { image_size: "square_hd" }, 3000],
  ["fal", "fal-ai/flux-2-pro", { image_size: twoMegapixels }, 45_000],
  ["fal", "fal-ai/flux-2-max/edit", { image_urls: [small, large] }, 70_000 + 30_000 + 60_000],
  ["fal", "fal-ai/flux-2-flex/edit", { image_urls: [small] }, 100_000],
  ["fal", "fal-ai/nano-banana-2", { resolution: "0.5K" }, 60_000],
  ["fal", "fal-ai/nano-banana-2", {}, 80_000],
  ["fal", "fal-ai/nano-banana-2/edit", { resolution: "4K", image_urls: [small] }, 160_000],
  ["fal", "bytedance/seedream/v5/lite/text-to-image", { image_size: "auto_2K" }, 35_000],
  ["fal", "blackforestlabs/flux-3/text-to-image", { resolution: "1k" }, 48_000],
  ["replicate", "black-forest-labs/flux-2-pro", { input_images: [small] }, 45_000],
  ["replicate", "black-forest-labs/flux-2-max", { resolution: "4 MP" }, 70_000 + 90_000],
  ["replicate", "black-forest-labs/flux-2-flex", { input_images: [large] }, 60_000 + 120_000],
  ["replicate", "google/nano-banana-2", { resolution: "2K" }, 101_000],
  ["replicate", "google/nano-banana-pro", { resolution: "2K" }, 150_000],
  ["replicate", "google/nano-banana-pro", { resolution: "4K" }, 300_000],
  ["replicate", "bytedance/seedream-4.5", { size: "4K", image_input: [small] }, 40_000],
  ["bfl", "flux-2-pro", { input_image: small }, 45_000],
  ["bfl", "flux-2-max", twoMegapixels, 100_000],
  ["bfl", "flux-2-klein-4b", twoMegapixels, 15_000],
  ["bfl", "flux-2-klein-9b", { input_image: small, input_image_2: large }, 15_000 + 6000],
  ["bfl", "flux-kontext-max", { input_image: small }, 80_000],
  ["bfl", "flux-pro-1.1-ultra", {}, 60_000],
  ["bfl", "flux-3-image", { resolution: "768" }, 41_000],
] as const)("%s draws with %s, of %o, for %i micro-dollars", async (name, model, input, micros) => {
  const wish = { prompt: "a red fox", ...input };
  const response = await rawVendors[name].submit(emulator.url, wish, { model });
  expect(response.ok).toBe(true);
  expect(emulator.bill()).toMatchObject({ billedCalls: 1, costMicros: micros });
});

test.each([
  ["fal", "fal-ai/flux-2-pro", { image_urls: [small] }],
  ["replicate", "black-forest-labs/flux-2-pro", { image_input: [small] }],
  ["bfl", "flux-2-pro", { images: [small] }],
] as const)("%s sees no reference where %s takes none", async (name, model, input) => {
  const wish = { prompt: "a red fox", ...input };
  await rawVendors[name].submit(emulator.url, wish, { model });
  expect(emulator.calls()).toMatchObject([{ references: [], costMicros: 30_000 }]);
});
