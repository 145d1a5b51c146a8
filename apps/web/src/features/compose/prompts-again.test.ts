import type { Model, ModelList } from "@bunch/contracts/model";
import { expect, test } from "vitest";
import { analysePrompts } from "./analyse-prompts.ts";
import { emptyDraft } from "./draft.ts";
import { type DrawnBefore, withPromptsAgain } from "./prompts-again.ts";

const model = (
  id: string,
  vendor: string,
  successor: string | null,
  status: Model["status"] = "shut_down",
) => ({ id, vendor, status, successor }) as Model;
const catalogue = {
  data: [
    model("new", "a", null, "live"),
    model("old", "a", "new"),
    model("oldest", "a", "old"),
    model("lost", "b", null),
  ],
} as ModelList;
const execution = { model: "new", aspect_ratio: "4:5", image_size: "2K" };
const result = (place: number, words: string, change: Partial<DrawnBefore> = {}): DrawnBefore => ({
  batch_index: place,
  prompt_text: words,
  aspect_ratio: null,
  image_size: null,
  given_name: null,
  ...change,
});
const prompts = (text: string) =>
  analysePrompts({ text, leftOut: [], maxPrompts: 100, maxCharacters: 1000 }).prompts;

test("W105: each prompt comes back once and in order, whatever lines it has, with the batch's settings", () => {
  const results = [result(1, "a cup\n\n\non a table"), result(0, "a bowl"), result(0, "a bowl")];
  const change = withPromptsAgain(emptyDraft, { execution, results, catalogue });
  expect(prompts(change.promptsText ?? "")).toEqual(["a bowl", "a cup\non a table"]);
  expect(change).toMatchObject({ model: "new", aspectRatio: "4:5", imageSize: "2K", own: [] });
});

test("W105: in place of a model that is gone comes what follows it, over as many steps as it takes, or the usual one", () => {
  const modelOf = (id: string) =>
    withPromptsAgain(emptyDraft, {
      execution: { ...execution, model: id },
      results: [result(0, "a bowl")],
      catalogue,
    }).model;
  const found = ["new", "old", "oldest", "lost", "never"].map(modelOf);
  expect(found).toEqual(["new", "new", "new", null, null]);
});

test("W105: what is being written stays, with its settings, and the prompts come behind it with theirs", () => {
  const draft = {
    ...emptyDraft,
    promptsText: "a hat\n\na shoe\n",
    own: [null, { aspect_ratio: "1:1" }],
    model: "old",
  };
  const own = { aspect_ratio: "16:9", image_size: "1K", given_name: "bowl-1" };
  const results = [result(3, "a bowl", own), result(4, "a cup")];
  const change = withPromptsAgain(draft, { execution, results, catalogue });
  expect(prompts(change.promptsText ?? "")).toEqual(["a hat", "a shoe", "a bowl", "a cup"]);
  expect(change).not.toHaveProperty("model");
  expect(change.own).toEqual([
    null,
    { aspect_ratio: "1:1" },
    { aspect_ratio: "16:9", image_size: "1K", file_name: "bowl-1" },
    null,
  ]);
});
