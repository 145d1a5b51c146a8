import type { Dimensions } from "../dimensions.ts";
import { isJsonObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";

const presets: Readonly<Record<string, Dimensions>> = {
  square_hd: { width: 1024, height: 1024 },
  square: { width: 512, height: 512 },
  portrait_4_3: { width: 768, height: 1024 },
  portrait_16_9: { width: 576, height: 1024 },
  landscape_4_3: { width: 1024, height: 768 },
  landscape_16_9: { width: 1024, height: 576 },
  auto_2K: { width: 2048, height: 2048 },
  auto_3K: { width: 3072, height: 3072 },
  auto_4K: { width: 4096, height: 4096 },
};

const sides: Readonly<Record<string, number>> = {
  "0.5K": 512,
  "768": 768,
  "768SQ": 768,
  "1K": 1024,
  "1.5K": 1536,
  "2K": 2048,
  "3K": 3072,
  "4K": 4096,
};

const square = 1024;
const step = 16;

/** Tells how large a picture the fields of a request ask for, and how its resolution is called: by its name where it has one. */
export function wishedDimensions(
  input: JsonObject,
  sizeField: string,
): { dimensions: Dimensions; imageSize: string; aspectRatio: string | null } {
  const aspectRatio = typeof input["aspect_ratio"] === "string" ? input["aspect_ratio"] : null;
  const size = input[sizeField];
  const image = input["image_size"];
  const exact = pairOf(input) ?? pairOf(image) ?? presets[String(image)];
  if (exact)
    return {
      dimensions: exact,
      imageSize: typeof image === "string" ? image : `${exact.width}x${exact.height}`,
      aspectRatio,
    };
  const named = typeof size === "string" ? size : typeof image === "string" ? image : "1K";
  return {
    dimensions: dimensionsOf(areaOf(named), ratioOf(aspectRatio)),
    imageSize: named,
    aspectRatio,
  };
}

function pairOf(value: unknown): Dimensions | null {
  if (!isJsonObject(value)) return null;
  const { width, height } = value;
  // 0 stands for the model's own choice.
  return typeof width === "number" && typeof height === "number" && width > 0 && height > 0
    ? { width, height }
    : null;
}

function areaOf(name: string): number {
  const megapixels = /^(\d+(?:\.\d+)?) MP$/u.exec(name)?.[1];
  if (megapixels !== undefined) return Number(megapixels) * square * square;
  const side = sides[name.toUpperCase()] ?? square;
  return side * side;
}

function ratioOf(aspectRatio: string | null): number {
  const [, across, down] = /^(\d+):(\d+)$/u.exec(aspectRatio ?? "") ?? [];
  return across === undefined || down === undefined ? 1 : Number(across) / Number(down);
}

function dimensionsOf(area: number, ratio: number): Dimensions {
  // Downwards: a picture shall not cost a megapixel more than its name says.
  const whole = (length: number): number => Math.max(Math.floor(length / step) * step, step);
  return { width: whole(Math.sqrt(area * ratio)), height: whole(Math.sqrt(area / ratio)) };
}
