import { isRecord, recordOf } from "../http/json-shape.ts";

/** A workflow as ComfyUI exports it for its API: nodes by their ids. */
export type Workflow = Readonly<Record<string, WorkflowNode>>;
type WorkflowNode = {
  readonly class_type: string;
  /** What stands in each field: a value, or a link to another node's output. */
  readonly inputs: Readonly<Record<string, unknown>>;
};

/** One field of one node. */
export type Place = { node: string; input: string };
export type Link = { node: string; slot: number };

/** The workflow in a file; null where it is none, as what the page saves for itself. */
export function workflowIn(json: unknown): Workflow | null {
  if (!isRecord(json)) return null;
  const nodes = Object.values(json);
  const areNodes = nodes.every(
    (node) => isRecord(node) && typeof node["class_type"] === "string" && isRecord(node["inputs"]),
  );
  return nodes.length > 0 && areNodes ? (json as Workflow) : null;
}

/** Where a field is linked to; null where a value stands in it. */
export function linkOf(value: unknown): Link | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [node, slot]: unknown[] = value;
  return (typeof node === "string" || typeof node === "number") && typeof slot === "number"
    ? { node: String(node), slot }
    : null;
}

/** The fields of a node; none where there is no such node. */
export function inputsOf(workflow: Workflow, node: string): Readonly<Record<string, unknown>> {
  return Object.hasOwn(workflow, node) ? recordOf(workflow[node]?.inputs) : {};
}
