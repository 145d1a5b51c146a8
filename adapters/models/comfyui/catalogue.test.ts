import { CannotStart } from "@bunch/core/cannot-start";
import { expect, test } from "vitest";
import { comfyuiCatalogue } from "./catalogue.ts";
import { workflows } from "./workflows.fixture.ts";

test("each workflow file is a model of its own, free, one picture at a time, and nobody's default", () => {
  const [entry] = comfyuiCatalogue([{ name: "My portraits", json: workflows["two passes"] }]);
  expect(entry).toMatchObject({
    id: "comfyui-My-portraits",
    name: "My portraits (ComfyUI)",
    vendor: "comfyui",
    needsKey: false,
    simulated: false,
    mayBeDefault: false,
    callsAtOnce: 1,
    maxReferenceImages: 2,
    imageSizes: ["1K", "512", "2K"],
    prices: { input: 0, text: 0, image: 0 },
    imageTokens: { "1K": 0, "512": 0, "2K": 0 },
    workflow: workflows["two passes"],
  });
  for (const size of entry?.imageSizes ?? []) {
    expect(entry?.deadlineMs[size]).toBe(1_800_000);
    expect(Object.keys(entry?.pixels[size] ?? {})).toEqual(entry?.aspectRatios);
  }
  expect(entry?.pixels["1K"]?.["16:9"]).toEqual([1360, 768]);
});

test("of a workflow that draws in a picture's size no pixels are promised", () => {
  expect(comfyuiCatalogue([{ name: "edit", json: workflows.edit }])).toMatchObject([
    { imageSizes: ["1K"], aspectRatios: ["1:1"], pixels: { "1K": {} }, maxReferenceImages: 1 },
  ]);
});

test("without files there are no models", () => {
  expect(comfyuiCatalogue([])).toEqual([]);
});

test("a file that is none stops the start with its name and what it lacks", () => {
  const start = () => comfyuiCatalogue([{ name: "broken", json: { nodes: [], links: [] } }]);
  expect(start).toThrow(CannotStart);
  expect(start).toThrow(/^comfyui\/broken\.json: .*Export \(API\)/u);
});

test("two files that would be one model stop the start", () => {
  const json = workflows.plain;
  expect(() =>
    comfyuiCatalogue([
      { name: "my fox", json },
      { name: "my-fox", json },
    ]),
  ).toThrow(/my-fox\.json and comfyui\/my fox\.json would both be the model comfyui-my-fox/u);
});
