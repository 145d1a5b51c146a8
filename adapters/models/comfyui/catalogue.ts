import { CannotStart } from "@bunch/core/cannot-start";
import { pixelsOf, tenRatios } from "../queued/sides-of-ratio.ts";
import type { ComfyUiEntry } from "./comfyui-entry.ts";
import { readWorkflow } from "./read-workflow.ts";

/** A workflow in the user's folder, under its name without the ending. */
type WorkflowFile = { name: string; json: unknown };

const sizes = {
  "1K": { side: 1024, rounding: "nearest" },
  "512": { side: 512, rounding: "nearest" },
  "2K": { side: 2048, rounding: "nearest" },
} as const;
/** A picture waits behind whatever else the server draws, and a large model takes minutes only to be loaded. */
const deadlineMs = 30 * 60_000;

/** Makes a model of each workflow file; throws a sentence that names the file and what it lacks. */
export function comfyuiCatalogue(files: readonly WorkflowFile[]): ComfyUiEntry[] {
  const entries = files.map(entryOf);
  for (const [index, { id }] of entries.entries()) {
    const before = entries.findIndex((one) => one.id === id);
    if (before !== index)
      throw new CannotStart(
        `comfyui/${files[index]?.name}.json and comfyui/${files[before]?.name}.json would both be the model ${id}: rename one.`,
      );
  }
  return entries;
}

function entryOf({ name, json }: WorkflowFile): ComfyUiEntry {
  const known = readWorkflow(json);
  if ("problem" in known) throw new CannotStart(`comfyui/${name}.json: ${known.problem}`);
  const { hasSize } = known;
  const imageSizes = hasSize ? (["1K", "512", "2K"] as const) : (["1K"] as const);
  return {
    id: `comfyui-${name.replace(/[^\w.-]+/gu, "-")}`,
    name: `${name} (ComfyUI)`,
    vendor: "comfyui",
    status: "live",
    // ComfyUI's own first release: a file has no date that says anything.
    releasedOn: "2023-01-16",
    shutDownOn: null,
    successor: null,
    mayBeDefault: false,
    needsKey: false,
    simulated: false,
    aspectRatios: hasSize ? tenRatios : ["1:1"],
    imageSizes,
    maxReferenceImages: known.maxReferences,
    takesSeed: true,
    prices: { input: 0, text: 0, image: 0 },
    imageTokens: Object.fromEntries(imageSizes.map((size) => [size, 0])),
    thinkingTokens: { expected: 0, most: 0 },
    referenceTokens: 0,
    // Where the size is that of a picture in the workflow, nobody knows it before.
    pixels: hasSize ? pixelsOf(sizes, tenRatios) : { "1K": {} },
    deadlineMs: Object.fromEntries(imageSizes.map((size) => [size, deadlineMs])),
    callsAtOnce: 1,
    workflow: known.workflow,
  };
}
