import type { Model, ModelList } from "@bunch/contracts/model";
import { expect, test } from "vitest";
import { emptyDraft } from "./draft.ts";
import { eachPrice, settingsOf } from "./settings.ts";

const model = (id: string, over: Partial<Model>): Model => ({
  id,
  name: id,
  vendor: "v",
  status: "live",
  released_on: "2026-10-06",
  shut_down_on: null,
  successor: null,
  is_default: false,
  needs_key: true,
  simulated: false,
  aspect_ratios: ["1:1", "4:5"],
  image_sizes: ["1K", "2K"],
  default_aspect_ratio: "1:1",
  default_image_size: "1K",
  max_reference_images: 14,
  takes_seed: true,
  cost_per_image: { "1K": 0.0405, "2K": 0.0573 },
  priced_on: null,
  price_source: null,
  changed_by: null,
  cost_per_reference_image: 0.00168,
  pixels: { "1K": { "4:5": [928, 1152] } },
  ...over,
});
const catalogue = {
  data: [model("small", { image_sizes: ["1K"] }), model("usual", { is_default: true })],
  limits: { max_reference_images: 3, max_variations: 4 },
  on_doubt: "fail",
} as ModelList;

test("a fresh draft has the default model and its defaults", () => {
  const settings = settingsOf(emptyDraft, catalogue);
  expect([settings.model.id, settings.aspectRatio, settings.imageSize]).toEqual([
    "usual",
    "1:1",
    "1K",
  ]);
  expect(settings.maxReferences).toBe(3);
});

test("a wish the model does not take falls back, and comes back with a model that does", () => {
  const draft = { ...emptyDraft, imageSize: "2K", aspectRatio: "4:5" };
  expect(settingsOf({ ...draft, model: "small" }, catalogue).imageSize).toBe("1K");
  expect(settingsOf({ ...draft, model: "usual" }, catalogue).imageSize).toBe("2K");
  expect(settingsOf({ ...draft, model: "small" }, catalogue).pixels).toEqual([928, 1152]);
});

test("M17: a seed that was typed is kept for a model that takes one, and sent to no other", () => {
  const small = model("small", { takes_seed: false });
  const both = { ...catalogue, data: [...catalogue.data.slice(1), small] };
  const draft = { ...emptyDraft, seed: "0" };
  expect(settingsOf(draft, both).seed).toBe(0);
  expect(settingsOf({ ...draft, model: "small" }, both).seed).toBeNull();
  expect(settingsOf(emptyDraft, both).seed).toBeNull();
});

test("the price of one picture is rounded up to a tenth of a cent, references included", () => {
  const settings = settingsOf(emptyDraft, catalogue);
  expect(eachPrice(settings, 0)).toBe(0.041);
  expect(eachPrice(settings, 2)).toBe(0.044);
});

test("what becomes of lost answers is as the server has it, until somebody chooses", () => {
  expect(settingsOf(emptyDraft, catalogue).onDoubt).toBe("fail");
  expect(settingsOf({ ...emptyDraft, onDoubt: "ask" }, catalogue).onDoubt).toBe("ask");
  expect(settingsOf({ ...emptyDraft, onDoubt: "nonsense" }, catalogue).onDoubt).toBe("fail");
});
