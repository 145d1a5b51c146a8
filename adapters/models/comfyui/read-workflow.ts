import { placeholdersIn } from "./placeholders.ts";
import {
  firstSamplers,
  promptPlaces,
  samplersIn,
  seedPlaces,
  sizePlaces,
} from "./trace-workflow.ts";
import { inputsOf, workflowIn } from "./workflow.ts";
import type { Place, Workflow } from "./workflow.ts";

/** A workflow, and the fields into which each picture's own values go; where a placeholder says so there are none. */
export type KnownWorkflow = {
  workflow: Workflow;
  prompt: readonly Place[];
  seed: readonly Place[];
  width: readonly Place[];
  height: readonly Place[];
  /** One for each reference, in their order. */
  references: readonly Place[];
  /** Whether the size is ours to say; otherwise it is that of a picture in it. */
  hasSize: boolean;
  maxReferences: number;
};

/** Finds where prompt, size, seed and references go in a workflow, or tells in a sentence what it lacks. */
export function readWorkflow(json: unknown): KnownWorkflow | { problem: string } {
  const workflow = workflowIn(json);
  if (!workflow)
    return {
      problem:
        "It is no workflow for ComfyUI's API. Export it from ComfyUI's menu with Export (API), not with Save.",
    };
  const written = placeholdersIn(workflow);
  const samplers = samplersIn(workflow);
  const first = firstSamplers(workflow, samplers);

  const prompt = written.has("prompt")
    ? []
    : once(samplers.flatMap((node) => promptPlaces(workflow, node)));
  if (prompt.length === 0 && !written.has("prompt"))
    return {
      problem:
        "Nothing shows where the prompt goes: write {{prompt}} into the text that says what is drawn.",
    };
  const seed = written.has("seed")
    ? []
    : once(samplers.flatMap((node) => seedPlaces(workflow, node)));
  if (seed.length === 0 && !written.has("seed"))
    return {
      problem:
        'Nothing shows where the seed goes, without which all pictures of a prompt are the same: write "{{seed}}" in the place of its number.',
    };

  const sizes = first.flatMap((node) => sizePlaces(workflow, node) ?? []);
  const width = written.has("width") ? [] : once(sizes.flatMap((size) => size.width));
  const height = written.has("height") ? [] : once(sizes.flatMap((size) => size.height));
  const hasSize =
    (written.has("width") || width.length > 0) && (written.has("height") || height.length > 0);

  const numbers = [...written].flatMap((name) =>
    Number(/^reference_(\d+)$/u.exec(name)?.[1] ?? []),
  );
  const references = numbers.length > 0 ? [] : loadedPictures(workflow);
  return {
    workflow,
    prompt,
    seed,
    width,
    height,
    references,
    hasSize,
    maxReferences: Math.max(0, references.length, ...numbers),
  };
}

/** The nodes that load a picture, by their numbers: in that order people have put them there. */
function loadedPictures(workflow: Workflow): Place[] {
  return Object.keys(workflow)
    .filter(
      (node) =>
        workflow[node]?.class_type === "LoadImage" &&
        typeof inputsOf(workflow, node)["image"] === "string",
    )
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .map((node) => ({ node, input: "image" }));
}

function once(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}
