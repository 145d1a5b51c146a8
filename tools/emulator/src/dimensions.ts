/** Width and height in pixels. */
export interface Dimensions {
  width: number;
  height: number;
}

const pixelsAt1K: Readonly<Record<string, readonly [number, number]>> = {
  "1:1": [1024, 1024],
  "2:3": [848, 1264],
  "3:2": [1264, 848],
  "3:4": [896, 1200],
  "4:3": [1200, 896],
  "4:5": [928, 1152],
  "5:4": [1152, 928],
  "9:16": [768, 1376],
  "16:9": [1376, 768],
  "21:9": [1584, 672],
  "1:4": [512, 2048],
  "4:1": [2048, 512],
  "1:8": [384, 3072],
  "8:1": [3072, 384],
};

const scaleOfSize: Readonly<Record<string, number>> = { "512": 0.5, "1K": 1, "2K": 2, "4K": 4 };

/** Tells how many pixels a picture of that ratio and size has. */
export function dimensionsOf(aspectRatio: string, imageSize: string): Dimensions {
  const [width, height] = pixelsAt1K[aspectRatio] ?? [1024, 1024];
  const scale = scaleOfSize[imageSize] ?? 1;
  return { width: width * scale, height: height * scale };
}
