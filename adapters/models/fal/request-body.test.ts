import { expect, test } from "vitest";
import { falCatalogue } from "./catalogue.ts";
import { falQueue } from "./fal-queue.ts";

const first = { bytes: Buffer.from("first"), mimeType: "image/png" };
const second = { bytes: Buffer.from("second"), mimeType: "image/jpeg" };

async function submit(
  model: string,
  change: { imageSize?: string; references?: (typeof first)[] },
) {
  const entry = falCatalogue.find(({ id }) => id === model);
  if (!entry) throw new Error(`There is no ${model}.`);
  const { path, contentType, body, ticket } = await falQueue.submission({
    request: {
      entry,
      prompt: 'A "red" fox\n🦊',
      variation: 0,
      seed: null,
      aspectRatio: "16:9",
      imageSize: change.imageSize ?? "1K",
      references: change.references ?? [],
      apiKey: "secret",
      deadlineMs: 1000,
    },
    entry,
    ask: () => Promise.reject(new Error("Nothing has to be asked before.")),
  });
  const text = Buffer.concat(body.pieces).toString("utf8");
  expect(body.contentLength).toBe(Buffer.byteLength(text));
  expect([contentType, ticket]).toEqual(["application/json", null]);
  return { path, fields: JSON.parse(text) };
}

test("FLUX 3 is told a ratio and a class of resolution", async () => {
  expect(await submit("fal-flux-3-image", {})).toEqual({
    path: "/blackforestlabs/flux-3/text-to-image",
    fields: {
      prompt: 'A "red" fox\n🦊',
      aspect_ratio: "16:9",
      resolution: "1k",
      output_format: "png",
    },
  });
});

test("several references go to the path that edits, as data URIs in their order", async () => {
  const { path, fields } = await submit("fal-flux-3-image", { references: [first, second] });
  expect(path).toBe("/blackforestlabs/flux-3/edit-image");
  expect(fields.image_urls).toEqual([
    `data:image/png;base64,${first.bytes.toString("base64")}`,
    `data:image/jpeg;base64,${second.bytes.toString("base64")}`,
  ]);
});

test("others are told pixels: those that the catalogue promises", async () => {
  const { path, fields } = await submit("fal-seedream-5-flash", {
    imageSize: "2K",
    references: [first],
  });
  expect(path).toBe("/bytedance/seedream/v5/flash/edit");
  expect(fields).toMatchObject({ image_size: { width: 2720, height: 1536 }, num_images: 1 });
  expect(fields.image_urls).toHaveLength(1);
});

test("M1: every entry keeps to what fal takes and charges for it", () => {
  for (const entry of falCatalogue) {
    expect(entry.maxReferenceImages > 0).toBe(entry.edits !== null);
    for (const size of entry.imageSizes)
      for (const ratio of entry.aspectRatios) {
        const [width = 0, height = 0] = entry.pixels[size]?.[ratio] ?? [];
        const megapixels = (width * height) / 1024 / 1024;
        if (entry.id === "fal-seedream-5-flash") {
          expect(megapixels).toBeGreaterThanOrEqual(1);
          expect(megapixels).toBeLessThanOrEqual(4);
        } else expect(megapixels, `${entry.id} ${ratio}`).toBeLessThanOrEqual(1);
      }
  }
});
