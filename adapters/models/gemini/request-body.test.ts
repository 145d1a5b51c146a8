import { expect, test } from "vitest";
import { requestBody } from "./request-body.ts";

const prompt = 'a "red" fox\n🦊 \u2028 \ud800';

test("without references it is the vendor's JSON, with words allowed beside the picture", () => {
  const body = requestBody({
    prompt,
    references: [],
    aspectRatio: "16:9",
    imageSize: "2K",
    seed: 2 ** 31 + 7,
  });
  const bytes = Buffer.concat(body.pieces);
  expect(bytes.byteLength).toBe(body.contentLength);
  expect(JSON.parse(bytes.toString("utf8"))).toEqual({
    contents: [{ role: "user", parts: [{ text: prompt }] }],
    generationConfig: {
      responseModalities: ["TEXT", "IMAGE"],
      imageConfig: { aspectRatio: "16:9", imageSize: "2K" },
      seed: 7,
    },
  });
});

test("leaves out the size where the model takes none, and the seed where there is none", () => {
  const { pieces } = requestBody({
    prompt,
    references: [],
    aspectRatio: "1:1",
    imageSize: null,
    seed: null,
  });
  expect(Buffer.concat(pieces).toString()).not.toMatch(/imageSize|seed/u);
});

test("references follow the prompt in their order, and are encoded only once", () => {
  const references = [
    { bytes: Buffer.from("first reference"), mimeType: "image/png" },
    { bytes: new Uint8Array([1, 2, 3, 255]).subarray(1), mimeType: "image/jpeg" },
  ];
  const first = requestBody({
    prompt: "one",
    references,
    aspectRatio: "1:1",
    imageSize: null,
    seed: null,
  });
  const second = requestBody({
    prompt: "two",
    references,
    aspectRatio: "1:1",
    imageSize: null,
    seed: null,
  });
  const { parts } = JSON.parse(Buffer.concat(first.pieces).toString()).contents[0];
  expect(parts).toEqual([
    { text: "one" },
    ...references.map(({ bytes, mimeType }) => ({
      inlineData: { mimeType, data: Buffer.from(bytes).toString("base64") },
    })),
  ]);
  expect(second.pieces[1]).toBe(first.pieces[1]);
  expect(Buffer.concat(first.pieces).byteLength).toBe(first.contentLength);
});
