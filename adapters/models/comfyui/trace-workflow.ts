import type { Link, Place, Workflow } from "./workflow.ts";
import { inputsOf, linkOf } from "./workflow.ts";

/** The fields that text encoders have for what the picture shows; the larger models have one for each of their encoders. */
const textFields = ["text", "text_g", "text_l", "clip_l", "clip_g", "t5xxl", "llama", "prompt"];
/** Where a node that holds a value alone keeps it. */
const valueFields = ["value", "text", "string", "prompt", "seed", "noise_seed", "int", "number"];
const conditionFields = ["positive", "conditioning", "conditioning_1", "conditioning_to", "guider"];
/** What leads from a sampler back to where its size is decided. */
const latentFields = ["latent_image", "samples", "latent", "pixels", "image"];

/** The nodes that draw: they take a latent image, and what it shall become directly or through a guider. */
export function samplersIn(workflow: Workflow): string[] {
  return Object.keys(workflow).filter((node) => {
    const inputs = inputsOf(workflow, node);
    const isGuided = linkOf(inputs["positive"]) ?? linkOf(inputs["guider"]);
    return linkOf(inputs["latent_image"]) !== null && isGuided !== null;
  });
}

/** The samplers that begin: one that goes on with another's work draws in the size that it is given. */
export function firstSamplers(workflow: Workflow, samplers: readonly string[]): string[] {
  return samplers.filter((sampler) => {
    const behind = [...chainOf(workflow, sampler, latentFields)].slice(1);
    return !behind.some((node) => samplers.includes(node));
  });
}

/** The texts that say what a sampler draws. */
export function promptPlaces(workflow: Workflow, sampler: string): Place[] {
  const inputs = inputsOf(workflow, sampler);
  const link = linkOf(inputs["positive"]) ?? linkOf(inputs["guider"]);
  return link ? textsBehind(workflow, link, new Set()) : [];
}

function textsBehind(workflow: Workflow, link: Link, seen: Set<string>): Place[] {
  if (seen.has(link.node)) return [];
  seen.add(link.node);
  const inputs = inputsOf(workflow, link.node);
  const texts = textFields.flatMap((input) =>
    valuePlaces(workflow, { node: link.node, input }, "string"),
  );
  if (texts.length > 0) return texts;
  // A node that changes both sides gives out what not to draw second.
  const negative = link.slot === 1 ? linkOf(inputs["negative"]) : null;
  const next =
    negative ?? conditionFields.map((input) => linkOf(inputs[input])).find((one) => one !== null);
  return next ? textsBehind(workflow, next, seen) : [];
}

/** Where a sampler's noise comes from. */
export function seedPlaces(workflow: Workflow, sampler: string): Place[] {
  const own = ["seed", "noise_seed"].flatMap((input) =>
    valuePlaces(workflow, { node: sampler, input }, "number"),
  );
  const noise = linkOf(inputsOf(workflow, sampler)["noise"]);
  if (own.length > 0 || !noise) return own;
  return ["noise_seed", "seed"].flatMap((input) =>
    valuePlaces(workflow, { node: noise.node, input }, "number"),
  );
}

/** Where the size of a sampler's picture is decided; null where it is that of another picture. */
export function sizePlaces(
  workflow: Workflow,
  sampler: string,
): { width: Place[]; height: Place[] } | null {
  for (const node of chainOf(workflow, sampler, latentFields)) {
    const width = valuePlaces(workflow, { node, input: "width" }, "number");
    const height = valuePlaces(workflow, { node, input: "height" }, "number");
    if (width.length > 0 && height.length > 0) return { width, height };
  }
  return null;
}

/** The nodes one comes by, following the first of some fields that is linked. */
function* chainOf(workflow: Workflow, from: string, fields: readonly string[]): Generator<string> {
  const seen = new Set<string>();
  for (let node: string | undefined = from; node !== undefined && !seen.has(node);) {
    seen.add(node);
    yield node;
    const inputs = inputsOf(workflow, node);
    node = fields.map((input) => linkOf(inputs[input])).find((link) => link !== null)?.node;
  }
}

/** The place of a value: the field itself, or that of the node which holds the value alone. */
function valuePlaces(workflow: Workflow, place: Place, kind: "string" | "number"): Place[] {
  const value = inputsOf(workflow, place.node)[place.input];
  if (typeof value === kind) return [place];
  const link = linkOf(value);
  if (!link) return [];
  const held = inputsOf(workflow, link.node);
  const input = valueFields.find((one) => typeof held[one] === kind);
  return input === undefined ? [] : [{ node: link.node, input }];
}
