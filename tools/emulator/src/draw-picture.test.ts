import sharp from "sharp";
import { expect, test } from "vitest";
import { dimensionsOf } from "./dimensions.ts";
import { drawPicture } from "./draw-picture.ts";
import { emulatedModels } from "./models.ts";

const wish = { dimensions: { width: 96, height: 40 }, hue: 0.3, note: "call-000001", bytes: null };

test.each([
  ["1:1", "1K", 1024, 1024],
  ["16:9", "1K", 1376, 768],
  ["9:16", "1K", 768, 1376],
  ["3:2", "1K", 1264, 848],
  ["4:3", "1K", 1200, 896],
  ["4:5", "1K", 928, 1152],
  ["21:9", "1K", 1584, 672],
  ["1:4", "1K", 512, 2048],
  ["1:8", "1K", 384, 3072],
  ["16:9", "2K", 2752, 1536],
  ["1:1", "4K", 4096, 4096],
  ["1:1", "512", 512, 512],
])(
  "%s at %s is %i × %i, in both formats, as another decoder sees it",
  async (ratio, size, width, height) => {
    const dimensions = dimensionsOf(ratio, size);
    for (const format of ["png", "jpeg"] as const) {
      const bytes = drawPicture({ ...wish, dimensions, format }).bytes.whole();
      const { info } = await sharp(bytes, { failOn: "warning" })
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width, height, channels: 3 });
      expect((await sharp(bytes).metadata()).format).toBe(format);
    }
  },
);

test("every ratio of every model has its own dimensions, and turned ratios have turned dimensions", () => {
  for (const ratio of emulatedModels.flatMap((model) => model.ratios)) {
    const [across = "", down = ""] = ratio.split(":");
    const { width, height } = dimensionsOf(ratio, "1K");
    expect(Math.abs(width / height / (Number(across) / Number(down)) - 1)).toBeLessThan(0.04);
    if (ratio !== "21:9")
      expect(dimensionsOf(`${down}:${across}`, "1K")).toEqual({ width: height, height: width });
  }
});

test.each(["png", "jpeg"] as const)(
  "a %s repeats with its wish, differs by its note, and shows its hue",
  async (format) => {
    const first = drawPicture({ ...wish, format }).bytes.whole();
    expect(drawPicture({ ...wish, format }).bytes.whole()).toEqual(first);
    expect(drawPicture({ ...wish, format, note: "call-000002" }).bytes.whole()).not.toEqual(first);
    const colourOf = async (bytes: Buffer) =>
      (await sharp(bytes).stats()).channels.map(({ mean }) => Math.round(mean));
    expect(await colourOf(drawPicture({ ...wish, format, hue: 0.8 }).bytes.whole())).not.toEqual(
      await colourOf(first),
    );
  },
);

test.each(["png", "jpeg"] as const)(
  "a %s can be made to weigh what a real one weighs",
  async (format) => {
    const bytes = drawPicture({ ...wish, format, bytes: 1_500_000 }).bytes.whole();
    expect(Math.abs(bytes.length - 1_500_000)).toBeLessThan(100);
    expect(
      (await sharp(bytes, { failOn: "warning" }).raw().toBuffer({ resolveWithObject: true })).info
        .width,
    ).toBe(96);
  },
);
