import type { PictureSettings } from "@bunch/contracts/metadata/picture-settings";
import type { Model, ModelList } from "@bunch/contracts/model";
import { expect, test } from "vitest";
import { analysePrompts } from "./analyse-prompts.ts";
import { offeredOf, withOffered } from "./bring-back.ts";
import { emptyDraft } from "./draft.ts";

const model = (id: string, more: Partial<Model> = {}) =>
  ({
    id,
    name: id.toUpperCase(),
    status: "live",
    aspect_ratios: ["1:1", "3:2", "16:9"],
    image_sizes: ["1K", "2K"],
    default_aspect_ratio: "1:1",
    default_image_size: "1K",
    pixels: {},
    cost_per_image: { "1K": 0.04 },
    ...more,
  }) as Model;
const catalogue = {
  data: [
    model("usual", { is_default: true }),
    model("wide", { aspect_ratios: ["21:9"], image_sizes: ["4K"], takes_seed: true }),
    model("gone", { status: "shut_down" }),
  ],
  limits: { max_variations: 4 },
} as ModelList;
const found: PictureSettings = {
  prompt: "a fox",
  model: "wide",
  aspectRatio: "21:9",
  imageSize: "4K",
  seed: 42,
  size: null,
};
const offered = (more: Partial<PictureSettings>) =>
  offeredOf({ ...found, ...more }, emptyDraft, catalogue);

test("W99: what the picture's model has comes back, and nothing else", () => {
  expect(offered({})).toMatchObject({
    model: { id: "wide" },
    aspectRatio: "21:9",
    imageSize: "4K",
  });
  expect(offered({ aspectRatio: "1:1", imageSize: "1K" })).toMatchObject({
    model: { id: "wide" },
    aspectRatio: null,
    imageSize: null,
  });
});

test("W99: the seed comes back for the model that drew with it alone", () => {
  expect(offered({}).seed).toBe(42);
  expect(offered({ seed: null }).seed).toBeNull();
  for (const other of ["usual", "sd_xl", null]) expect(offered({ model: other }).seed).toBeNull();
});

test("W99: of a model that is not here, or is shut down, the one that is chosen takes what it has", () => {
  for (const other of ["sd_xl", "gone", null])
    expect(offered({ model: other, aspectRatio: "16:9" })).toMatchObject({
      model: null,
      aspectRatio: "16:9",
      imageSize: null,
    });
});

test("W99: a picture that tells its pixels alone has the ratio that these are nearest to, if they are near", () => {
  const ratio = (width: number, height: number) =>
    offered({ model: null, aspectRatio: null, size: [width, height] }).aspectRatio;
  expect(ratio(1344, 768)).toBe("16:9");
  expect(ratio(512, 512)).toBe("1:1");
  expect(ratio(768, 512)).toBe("3:2");
  expect(ratio(512, 768)).toBeNull();
  expect(ratio(0, 768)).toBeNull();
});

test("W99: the prompt comes behind those that are written, stays one, and is not written twice", () => {
  const change = (promptsText: string, prompt: string) => {
    const { blocks } = analysePrompts({
      text: promptsText,
      leftOut: [],
      maxPrompts: 10,
      maxCharacters: 100,
    });
    return withOffered(offered({ prompt }), { promptsText, blocks });
  };
  expect(change("", " two\r\n\r\nparts ")).toEqual({
    promptsText: "two\nparts",
    model: "wide",
    aspectRatio: "21:9",
    imageSize: "4K",
    seed: "42",
  });
  expect(change("a hare\n\n", "a fox").promptsText).toBe("a hare\n\na fox");
  expect(change("a fox\n\na hare", "a fox").promptsText).toBe("a fox\n\na hare");
});
