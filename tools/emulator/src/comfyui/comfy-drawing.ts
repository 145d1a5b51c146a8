import type { JsonObject } from "../json-object.ts";
import type { NodeProblems } from "./comfy-errors.ts";
import type { Graph } from "./graph.ts";
import type { GraphWish } from "./graph-wish.ts";

/** A graph that is to be queued. */
export interface ComfyDrawing {
  body: JsonObject;
  prompt: JsonObject;
  graph: Graph;
  outputs: string[];
  nodeErrors: Record<string, NodeProblems>;
  request: GraphWish;
}
