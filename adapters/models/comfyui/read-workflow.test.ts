import { expect, test } from "vitest";
import { fillWorkflow } from "./fill-workflow.ts";
import { readWorkflow } from "./read-workflow.ts";
import { inputsOf } from "./workflow.ts";
import { known, workflows } from "./workflows.fixture.ts";

const place = (node: string, input: string) => ({ node, input });

test("the words, the seed and the size of a plain workflow are found from its sampler", () => {
  expect(known("plain")).toMatchObject({
    prompt: [place("6", "text")],
    seed: [place("3", "seed")],
    width: [place("5", "width")],
    height: [place("5", "height")],
    references: [],
    hasSize: true,
    maxReferences: 0,
  });
});

test("they are found behind a guider, a noise and numbers that stand in nodes of their own", () => {
  expect(known("guided")).toMatchObject({
    prompt: [place("6", "text")],
    seed: [place("25", "noise_seed")],
    width: [place("34", "value")],
    height: [place("35", "value")],
    hasSize: true,
  });
});

test("of two passes each has its seed, the first has the size, and what is not wanted stays", () => {
  expect(known("two passes")).toMatchObject({
    prompt: [place("2", "text_g"), place("2", "text_l")],
    seed: [place("6", "noise_seed"), place("8", "seed")],
    width: [place("5", "width")],
    height: [place("5", "height")],
    references: [place("10", "image"), place("11", "image")],
    maxReferences: 2,
  });
});

test("a workflow that edits a picture draws in that picture's size", () => {
  expect(known("edit")).toMatchObject({
    prompt: [place("12", "value")],
    seed: [place("13", "value")],
    width: [],
    height: [],
    references: [place("1", "image")],
    hasSize: false,
    maxReferences: 1,
  });
});

test("placeholders say where everything goes, in nodes that nobody knows", () => {
  expect(known("written")).toMatchObject({
    prompt: [],
    seed: [],
    hasSize: true,
    references: [],
    maxReferences: 2,
  });
});

test("a placeholder for one thing leaves the others to be found", () => {
  const mixed = structuredClone(workflows.plain) as Record<string, { inputs: object }>;
  mixed["6"]!.inputs = { text: "oil painting of {{prompt}}", clip: ["4", 1] };
  expect(readWorkflow(mixed)).toMatchObject({
    prompt: [],
    seed: [place("3", "seed")],
    width: [place("5", "width")],
  });
});

const without = (node: string, change: object) => ({
  ...workflows.plain,
  [node]: {
    ...workflows.plain[node],
    inputs: { ...inputsOf(workflows.plain, node), ...change },
  },
});

test.each<[string, unknown, RegExp]>([
  ["what the page saves", { nodes: [{ id: 1 }], links: [], version: 0.4 }, /Export \(API\)/u],
  ["nothing", {}, /Export \(API\)/u],
  ["a list", [], /Export \(API\)/u],
  ["null", null, /Export \(API\)/u],
  ["a node without a type", { "1": { inputs: {} } }, /Export \(API\)/u],
  ["no text", without("6", { text: 3 }), /write \{\{prompt\}\}/u],
  ["no sampler", { "6": workflows.plain["6"] }, /write \{\{prompt\}\}/u],
  [
    "a sampler fed by a node that is gone",
    without("3", { positive: ["66", 0] }),
    /\{\{prompt\}\}/u,
  ],
  ["no seed", without("3", { seed: ["66", 0] }), /write "\{\{seed\}\}"/u],
])("of %s it is told what is missing", (_, json, sentence) => {
  expect(readWorkflow(json)).toEqual({ problem: expect.stringMatching(sentence) });
});

test("nodes in a circle are no endless way", () => {
  const circle = {
    ...workflows.plain,
    "6": { class_type: "FluxGuidance", inputs: { conditioning: ["60", 0] } },
    "60": { class_type: "FluxGuidance", inputs: { conditioning: ["6", 0] } },
    "5": { class_type: "Reroute", inputs: { samples: ["50", 0] } },
    "50": { class_type: "Reroute", inputs: { samples: ["5", 0] } },
  };
  expect(readWorkflow(circle)).toEqual({ problem: expect.stringContaining("{{prompt}}") });
});

const values = {
  prompt: 'a "red" fox, {{seed}} and {{reference_1}}',
  sides: [1360, 768],
  seed: 281_474_976_710_654,
  references: ["bunch-1.png", "bunch-2.png"],
} as const;

test("a plain workflow is filled in its four fields and in no other, and stays as it was", () => {
  const before = structuredClone(workflows.plain);
  const filled = fillWorkflow(known("plain"), values);
  expect(workflows.plain).toEqual(before);
  expect(filled).toEqual({
    ...before,
    "3": { ...before["3"], inputs: { ...inputsOf(before, "3"), seed: values.seed } },
    "5": { ...before["5"], inputs: { width: 1360, height: 768, batch_size: 1 } },
    "6": { ...before["6"], inputs: { text: values.prompt, clip: ["4", 1] } },
  });
});

test("references go where pictures are loaded, in their order; where there are fewer the workflow's own stay", () => {
  const filled = fillWorkflow(known("two passes"), { ...values, references: ["bunch-1.png"] });
  expect(inputsOf(filled, "10")).toEqual({ image: "bunch-1.png" });
  expect(inputsOf(filled, "11")).toEqual({ image: "style.png" });
  expect(inputsOf(filled, "3")).toMatchObject({ text: "ugly" });
  expect(inputsOf(filled, "7")).toMatchObject({ width: 1536, height: 1536 });
});

test("placeholders are filled wherever they stand, numbers as numbers, and a prompt may hold what looks like one", () => {
  const filled = fillWorkflow(known("written"), { ...values, references: ["bunch-1.png"] });
  expect(inputsOf(filled, "a")).toEqual({
    words: `masterpiece, ${values.prompt}, seed ${values.seed}`,
    size: [1360, 768, 1],
    noise: values.seed,
    options: { first: "bunch-1.png", second: "{{reference_2}}" },
  });
});
