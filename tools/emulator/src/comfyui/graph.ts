import { isJsonObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";

/** A node of a graph as the API takes it: its class, and inputs that are values or links. */
export interface GraphNode {
  id: string;
  classType: string;
  title: string | null;
  inputs: JsonObject;
}

/** A graph by the ids of its nodes, in its own order. */
export type Graph = ReadonlyMap<string, GraphNode>;

/** Reads a graph; a node without a class has "". */
export function graphOf(prompt: JsonObject): Graph {
  return new Map(
    Object.entries(prompt).map(([id, given]) => {
      const node = isJsonObject(given) ? given : {};
      const { class_type: classType, inputs, _meta: meta } = node;
      const title = isJsonObject(meta) ? meta["title"] : null;
      return [
        id,
        {
          id,
          classType: typeof classType === "string" ? classType : "",
          title: typeof title === "string" ? title : null,
          inputs: isJsonObject(inputs) ? inputs : {},
        },
      ];
    }),
  );
}

/** The node and the slot that an input leads to, as in `["4", 0]`; null where it holds a value. */
export function linkIn(value: unknown): { id: string; slot: number } | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [id, slot]: unknown[] = value;
  return { id: String(id), slot: typeof slot === "number" ? slot : 0 };
}
