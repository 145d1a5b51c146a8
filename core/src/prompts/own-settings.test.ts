import { fileStem, isSafeFileStem } from "@bunch/contracts/file-name";
import type { PromptEntry } from "@bunch/contracts/prompt-row";
import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import fc from "fast-check";
import { expect, test } from "vitest";
import { entriesOf, ownSettings } from "./own-settings.ts";

const entry = geminiCatalogue.find((one) => one.id === "gemini-nano-banana-2.1")!;
const settings = { aspectRatio: "1:1", imageSize: "1K", variations: 1, seed: null };
const rowsOf = (entries: PromptEntry[], referenceCount = 2) =>
  ownSettings({
    entries,
    prompts: entries.map((one) => (typeof one === "string" ? one : one.prompt)),
    entry,
    settings,
    referenceCount,
  });

test("P11: what a row has as the batch has it is none of its own, however it is written", () => {
  const rows = rowsOf([
    "a",
    { prompt: "b", aspect_ratio: "1:1", image_size: "1k", references: [2, 1, 2], file_name: " " },
    { prompt: "c", references: [2, 2] },
  ]);
  expect([...rows]).toEqual([
    [2, { aspectRatio: null, imageSize: null, references: [2], fileName: null }],
  ]);
});

test("P12: own settings, read back as a request, are the same own settings", () => {
  const row = fc.record(
    {
      prompt: fc.constant("x"),
      aspect_ratio: fc.constantFrom(...entry.aspectRatios),
      image_size: fc.constantFrom(...entry.imageSizes),
      references: fc.array(fc.integer({ min: 1, max: 3 })),
    },
    { requiredKeys: ["prompt"] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant("x"), row)), (entries) => {
      const rows = rowsOf(entries, 3);
      const prompts = entries.map(() => "x");
      expect(rowsOf([...entriesOf(prompts, rows)], 3)).toEqual(rows);
    }),
  );
});

test.each([
  ["Frog №1.PNG", "Frog №1", true],
  ["été à Paris", "été à Paris", true],
  ["v1.2.jpeg", "v1.2", true],
  ["..", "..", false],
  ["a/b", "a/b", false],
  ["a\\b", "a\\b", false],
  ["nul.txt", "nul.txt", false],
  ["COM1", "COM1", false],
  ["fox.", "fox.", false],
  ["fox\u202Egnp.exe", "fox\u202Egnp.exe", false],
  ["x".repeat(181), "x".repeat(181), false],
  [".png", "", false],
])("P13: %j is the name %j, safe on every system: %s", (given, stem, isSafe) => {
  expect(fileStem(given)).toBe(stem);
  expect(isSafeFileStem(stem)).toBe(isSafe);
});
