import { createHash } from "node:crypto";
import sharp from "sharp";
import { expect, test } from "vitest";
import { simulatorCatalogue } from "./catalogue.ts";
import { drawPicture } from "./draw-picture.ts";

const french =
  "Une tasse moulée à la main, près d’une fenêtre ; lumière douce, œuvre d’un artisan de l’île";
const square = { prompt: french, variation: 0, width: 512, height: 512, references: [] };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const reference = async (background: string) => ({
  bytes: await sharp({ create: { width: 300, height: 200, channels: 3, background } })
    .jpeg()
    .toBuffer(),
  mimeType: "image/jpeg",
});

test("The same request gives the same bytes, and every difference shows", async () => {
  const red = await reference("#ff0000");
  const asked = [
    square,
    { ...square, prompt: `${french}.` },
    { ...square, variation: 1 },
    { ...square, width: 640 },
    { ...square, references: [red] },
    { ...square, references: [await reference("#00ff00")] },
    { ...square, references: [red, red] },
  ];
  const first = await Promise.all(asked.map(async (one) => sha256(await drawPicture(one))));
  const again = await Promise.all(asked.map(async (one) => sha256(await drawPicture(one))));
  expect(again).toEqual(first);
  expect(new Set(first).size).toBe(asked.length);
});

test("The letters are drawn without any font of the machine's: long words leave more ink than short", async () => {
  const inkOf = async (prompt: string) => {
    const { data } = await sharp(await drawPicture({ ...square, prompt }))
      .extract({ left: 0, top: 0, width: 512, height: 180 })
      .greyscale()
      .threshold(70)
      .raw()
      .toBuffer({ resolveWithObject: true });
    return data.filter((value) => value === 0).length;
  };
  // Both name a mug, so that both get that scene; the first variation's paper is a light one.
  expect(await inkOf("mug éàçœ mug éàçœ mug éàçœ")).toBeGreaterThan((await inkOf("mug")) * 3);
});

test("References are seen in the picture", async () => {
  const red = await reference("#ff0000");
  const { data, info } = await sharp(await drawPicture({ ...square, references: [red] }))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let reds = 0;
  for (let at = 0; at < data.length; at += info.channels)
    if ((data[at] ?? 0) > 240 && (data[at + 1] ?? 255) < 20 && (data[at + 2] ?? 255) < 20) reds++;
  expect(reds).toBeGreaterThan(1000);
});

test(
  "Every size and ratio of the catalogue is drawn in its pixels",
  { timeout: 60_000 },
  async () => {
    for (const size of ["1K", "64"])
      for (const [ratio, [width, height]] of Object.entries(
        simulatorCatalogue[0]?.pixels[size] ?? {},
      )) {
        const bytes = await drawPicture({ ...square, width, height });
        expect(await sharp(bytes).metadata(), ratio).toMatchObject({
          format: "png",
          width,
          height,
        });
      }
  },
);

test("No prompt is too long, too short or too strange to draw", async () => {
  const prompts = [
    "",
    "x".repeat(8000),
    "word ".repeat(1600),
    "🦊 日本 \n\t \u{1F468}\u200D\u{1F469}",
  ];
  for (const prompt of prompts)
    expect((await drawPicture({ ...square, prompt })).length).toBeGreaterThan(1000);
});
