import { expect, test } from "vitest";
import { bflQueue } from "./bfl-queue.ts";
import { bflCatalogue } from "./catalogue.ts";

const first = { bytes: Buffer.from("first"), mimeType: "image/png" };
const second = { bytes: Buffer.from("second"), mimeType: "image/jpeg" };
const third = { bytes: Buffer.from("third"), mimeType: "image/webp" };
const base64 = ({ bytes }: typeof first) => bytes.toString("base64");

async function submit(model: string, references: (typeof first)[] = []) {
  const entry = bflCatalogue.find(({ id }) => id === model);
  if (!entry) throw new Error(`There is no ${model}.`);
  const { path, contentType, body, ticket } = await bflQueue.submission({
    request: {
      entry,
      prompt: 'A "red" fox\n🦊',
      variation: 0,
      seed: null,
      aspectRatio: "16:9",
      imageSize: "2K",
      references,
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

test("the third generation is told a ratio and a class of resolution, and no field that it does not know", async () => {
  expect(await submit("flux-3-image")).toEqual({
    path: "/v1/flux-3-image",
    fields: {
      prompt: 'A "red" fox\n🦊',
      aspect_ratio: "16:9",
      resolution: "2k",
      grounding: false,
    },
  });
});

test("the third generation takes several references as a list of base64, in their order", async () => {
  const { fields } = await submit("flux-3-image", [first, second]);
  expect(fields.images).toEqual([base64(first), base64(second)]);
});

test("the second generation is told pixels: those that the catalogue promises", async () => {
  expect(await submit("flux-2-pro")).toEqual({
    path: "/v1/flux-2-pro",
    fields: { prompt: 'A "red" fox\n🦊', width: 2720, height: 1536, output_format: "png" },
  });
});

test("the second generation takes each reference in a field of its own", async () => {
  const { fields } = await submit("flux-2-klein-9b", [first, second, third]);
  expect(fields).toMatchObject({
    input_image: base64(first),
    input_image_2: base64(second),
    input_image_3: base64(third),
  });
  expect(fields).not.toHaveProperty("input_image_1");
});

test("M1: no picture of the second generation is larger than the megapixels of its price", () => {
  for (const { generation, pixels } of bflCatalogue)
    if (generation === "flux-2")
      for (const [size, most] of [
        ["1K", 1],
        ["2K", 4],
      ] as const)
        for (const [width, height] of Object.values(pixels[size] ?? {}))
          expect(width * height).toBeLessThanOrEqual(most * 1024 * 1024);
});
