import { expect, test } from "vitest";
import { changeDraft, emptyDraft, readDraft } from "./draft.ts";

test("what an earlier visit kept comes back, what is broken does not", () => {
  const draft = {
    ...emptyDraft,
    promptsText: "a fox",
    variations: 3,
    leftOut: ["b"],
    others: ["m"],
    keyChoices: { gemini: "id" },
  };
  expect(readDraft(JSON.stringify(draft))).toEqual(draft);
  expect(readDraft("{")).toEqual(emptyDraft);
  expect(readDraft(null)).toEqual(emptyDraft);
  expect(
    readDraft(JSON.stringify({ variations: "3", leftOut: [1], keyChoices: null, name: "n" })),
  ).toEqual({
    ...emptyDraft,
    name: "n",
  });
});

test("a changed draft is another batch: it has neither been started nor got a key", () => {
  const started = { ...emptyDraft, idempotencyKey: "k", startedAs: "e" };
  const changed = changeDraft(started, { promptsText: "b" });
  expect([changed.idempotencyKey, changed.startedAs, changed.promptsText]).toEqual([
    null,
    null,
    "b",
  ]);
});
