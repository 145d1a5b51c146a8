import { expect, test } from "vitest";
import { megapixelsOf } from "./price-of.ts";
import { wishedDimensions } from "./wished-dimensions.ts";

test.each([
  [{}, 1024, 1024, "1K", 1],
  [{ width: 0, height: 0 }, 1024, 1024, "1K", 1],
  [{ width: 1920, height: 1080 }, 1920, 1080, "1920x1080", 2],
  [{ image_size: { width: 512, height: 768 } }, 512, 768, "512x768", 1],
  [{ image_size: "portrait_16_9" }, 576, 1024, "portrait_16_9", 1],
  [{ image_size: "auto_2K" }, 2048, 2048, "auto_2K", 4],
  [{ aspect_ratio: "16:9" }, 1360, 768, "1K", 1],
  [{ aspect_ratio: "9:16", resolution: "2K" }, 1536, 2720, "2K", 4],
  [{ aspect_ratio: "1:1", resolution: "4 MP" }, 2048, 2048, "4 MP", 4],
  [{ aspect_ratio: "auto", resolution: "768" }, 768, 768, "768", 1],
])(
  "%j asks for %i × %i, called %s: %i megapixels",
  (input, width, height, imageSize, megapixels) => {
    const wished = wishedDimensions(input, "resolution");
    expect(wished).toMatchObject({ dimensions: { width, height }, imageSize });
    expect(megapixelsOf(wished.dimensions)).toBe(megapixels);
  },
);
