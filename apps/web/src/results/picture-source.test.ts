import type { Result } from "@bunch/contracts/result";
import { expect, test } from "vitest";
import { pictureSource } from "./picture-source.ts";

const result: Result = {
  id: "r1",
  batch_index: 0,
  variation: 0,
  aspect_ratio: null,
  image_size: null,
  given_name: null,
  prompt_text: "a fox",
  status: "completed",
  result_url: "/files/r1.png",
  thumbnail_url: "/files/r1.512.webp",
  small_thumbnail_url: "/files/r1.256.webp",
  thumbhash: "AAAA",
  extra_urls: [],
  processing_time_ms: 1,
  api_cost: 0.039,
  possible_cost: 0,
  needs_decision: false,
  attempts: 1,
  width: 768,
  height: 1344,
  mime_type: "image/png",
  error_code: null,
  error_message: null,
  warnings: [],
  rating: null,
  rejected: false,
};

test("the browser is told how wide each copy is, not how high", () => {
  expect(pictureSource(result, "a fox")).toEqual({
    url: "/files/r1.512.webp",
    alt: "a fox",
    ratio: 768 / 1344,
    srcSet: "/files/r1.256.webp 146w, /files/r1.512.webp 293w",
    copies: ["/files/r1.512.webp", "/files/r1.256.webp"],
    thumbhash: "AAAA",
    original: "/files/r1.png",
  });
  const wide = pictureSource({ ...result, width: 2048, height: 1024 }, "");
  expect(wide?.srcSet).toBe("/files/r1.256.webp 256w, /files/r1.512.webp 512w");
  const tiny = pictureSource({ ...result, width: 40, height: 30 }, "");
  expect(tiny?.srcSet).toBe("/files/r1.256.webp 40w, /files/r1.512.webp 40w");
});

test("until the copies are made the picture itself is shown, and nothing where there is none", () => {
  const now = {
    ...result,
    thumbnail_url: result.result_url,
    small_thumbnail_url: null,
    thumbhash: null,
  };
  expect(pictureSource(now, "a fox")).toMatchObject({
    url: "/files/r1.png",
    srcSet: undefined,
    copies: [],
  });
  expect(pictureSource({ ...now, thumbnail_url: null, result_url: null }, "a fox")).toBeNull();
  expect(pictureSource(undefined, "")).toBeNull();
});
