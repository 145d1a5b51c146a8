import { expect, test } from "vitest";
import { analysePrompts } from "./analyse-prompts.ts";
import { changeDraft, emptyDraft, readDraft } from "./draft.ts";
import { importedPrompts } from "./imported-prompts.ts";
import { carryOwn } from "./own-settings.ts";

const wide = { aspect_ratio: "16:9" };
const tall = { aspect_ratio: "9:16" };
const own = [null, wide, null, tall];
const before = ["a", "b", "c", "d"];

test.each([
  ["one is written anew", ["a", "b!", "c", "d"], [null, wide, null, tall]],
  ["one comes before", ["x", "a", "b", "c", "d"], [null, null, wide, null, tall]],
  ["one goes", ["a", "c", "d"], [null, null, tall]],
  ["one is cut in two", ["a", "b1", "b2", "c", "d"], [null, wide, null, null, tall]],
  ["two are joined", ["a", "b c", "d"], [null, wide, tall]],
  ["more follow", ["a", "b", "c", "d", "e"], [null, wide, null, tall, null]],
  ["all are replaced", ["w", "x", "y", "z"], []],
  ["all go", [], []],
])("a prompt keeps what it has of its own when %s", (_, after, expected) => {
  expect(carryOwn(own, before, after)).toEqual(expected);
});

test("typing in a prompt keeps its settings in the draft, and a reload does", () => {
  const draft = changeDraft(emptyDraft, { promptsText: before.join("\n\n"), own });
  const changed = changeDraft(draft, { promptsText: "a\n\nb and more\n\nc\n\nd" });
  expect(changed.own).toEqual(own);
  expect(readDraft(JSON.stringify(changed))).toEqual(changed);
  expect(readDraft(JSON.stringify({ ...changed, own: [{ aspect_ratio: 1 }] })).own).toEqual([]);
  expect(readDraft(JSON.stringify({ ...changed, own: undefined })).own).toEqual([]);
});

test("the same words in another shape are no repetition; what is not to be had is counted", () => {
  const found = analysePrompts({
    text: "a\n\na\n\na\n\nb",
    own: [null, wide, wide, { references: [2] }],
    offered: { aspectRatios: ["1:1", "16:9"], imageSizes: ["1K"], references: 1 },
    leftOut: [],
    maxPrompts: 9,
    maxCharacters: 9,
  });
  expect(found.blocks.map((block) => block.sameAs)).toEqual([null, null, 2, null]);
  expect(found.prompts).toEqual([
    "a",
    { prompt: "a", ...wide },
    { prompt: "a", ...wide },
    { prompt: "b", references: [2] },
  ]);
  expect(found.misfits).toBe(1);
});

test("a file's prompt with a blank line inside stays one prompt in the field", () => {
  const entries = [{ prompt: "a\n \n\nb", ...wide }, { prompt: "c" }];
  const taken = importedPrompts(entries, []);
  expect(taken).toEqual({ text: "a\nb\n\nc", own: [wide, null], isCounted: false });
});
