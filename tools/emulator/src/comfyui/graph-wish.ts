import type { Dimensions } from "../dimensions.ts";
import type { ReceivedReference } from "../read-request.ts";
import { linkIn } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { pngDimensions } from "./input-pictures.ts";
import type { InputPicture } from "./input-pictures.ts";
import { wordInputs } from "./node-classes.ts";

/** What a graph will draw, told from its end upwards. */
export interface GraphWish {
  prompt: string;
  references: ReceivedReference[];
  dimensions: Dimensions;
  copies: number;
  /** Of the first noise that is come upon. */
  seed: number | null;
  model: string;
  /** The node that samples, or else the one that saves: where it breaks if it breaks. */
  sampler: GraphNode | null;
  /** The node whose picture cannot be opened, where there is one. */
  unreadable: GraphNode | null;
}

const usual: Dimensions = { width: 1024, height: 1024 };
const emptyLatent = /^Empty\w*Latent/u;
// Latents are made in steps of this many pixels.
const step = 8;

/** Reads what is asked for; the words are those that the negative prompt has no part in. */
export function graphWishOf(
  graph: Graph,
  outputs: readonly string[],
  find: (name: string) => InputPicture | null,
): GraphWish {
  const words = new Set<string>();
  const pictures: InputPicture[] = [];
  let [latent, scaled, copies]: [Dimensions | null, Dimensions | null, number] = [null, null, 1];
  let seed: number | null = null;
  let [model, sampler, unreadable]: [string, GraphNode | null, GraphNode | null] = ["", null, null];
  for (const node of upstream(graph, outputs)) {
    const { classType, inputs } = node;
    for (const name of wordInputs[classType] ?? []) {
      const text = valueOf(graph, inputs[name]);
      if (typeof text === "string" && text.trim() !== "") words.add(text);
    }
    if (emptyLatent.test(classType)) {
      latent ??= sidesOf(graph, node);
      copies = Number(valueOf(graph, inputs["batch_size"]) ?? 1);
    }
    if (classType === "ImageScale") scaled ??= sidesOf(graph, node);
    if (classType.startsWith("KSampler") || classType.startsWith("SamplerCustom")) sampler ??= node;
    const noise = valueOf(graph, inputs["seed"] ?? inputs["noise_seed"]);
    if (typeof noise === "number") seed ??= noise;
    const file = inputs["ckpt_name"] ?? inputs["unet_name"];
    if (model === "" && typeof file === "string") model = file;
    if (!classType.startsWith("LoadImage")) continue;
    const picture = find(String(inputs["image"]));
    if (picture) pictures.push(picture);
    if (picture?.mimeType === null) unreadable ??= node;
  }
  const first = pictures[0];
  return {
    prompt: [...words].join("\n"),
    references: pictures.map(({ reference }) => reference),
    dimensions: inSteps(latent ?? scaled ?? (first && pngDimensions(first)) ?? usual),
    copies,
    seed,
    model: model || "comfyui",
    sampler: sampler ?? graph.get(outputs[0] ?? "") ?? null,
    unreadable,
  };
}

/** All that the outputs are made of, each once, in the order in which it is come upon. */
function upstream(graph: Graph, outputs: readonly string[]): GraphNode[] {
  const found = new Map<string, GraphNode>();
  const open = [...outputs];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const node = graph.get(id);
    if (!node || found.has(id)) continue;
    found.set(id, node);
    for (const [name, value] of Object.entries(node.inputs)) {
      const linked = linkIn(value);
      if (linked && name !== "negative") open.push(linked.id);
    }
  }
  return [...found.values()];
}

/** An input's value, or the one that a primitive node hands on to it. */
function valueOf(graph: Graph, input: unknown): unknown {
  const linked = linkIn(input);
  return linked ? graph.get(linked.id)?.inputs["value"] : input;
}

function sidesOf(graph: Graph, { inputs }: GraphNode): Dimensions | null {
  const width = Number(valueOf(graph, inputs["width"]));
  const height = Number(valueOf(graph, inputs["height"]));
  return width > 0 && height > 0 ? { width, height } : null;
}

function inSteps({ width, height }: Dimensions): Dimensions {
  const whole = (side: number): number => Math.max(Math.floor(side / step), 1) * step;
  return { width: whole(width), height: whole(height) };
}
