import type { PlannedError } from "../scenario.ts";
import { checkNode } from "./check-node.ts";
import type { Installed } from "./check-node.ts";
import { graphRefused, outputsFailed } from "./comfy-errors.ts";
import type { GraphProblem, NodeProblems } from "./comfy-errors.ts";
import { linkIn } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { checkedClasses, isKnownClass } from "./node-classes.ts";

/** The outputs that can be made of a graph, and what is wrong with the others; or why none can. */
export type CheckedGraph =
  | { outputs: string[]; nodeErrors: Record<string, NodeProblems> }
  | { refusal: PlannedError };

/** Looks at a graph as ComfyUI does before it queues it. */
export function checkGraph(graph: Graph, installed: Installed): CheckedGraph {
  for (const node of graph.values())
    if (!isKnownClass(node.classType)) return { refusal: graphRefused(missingNode(node)) };
  const ends = [...graph.values()].filter((node) => checkedClasses[node.classType]?.saves);
  if (ends.length === 0)
    return {
      refusal: graphRefused({
        type: "prompt_no_outputs",
        message: "Prompt has no outputs",
        details: "",
        extra_info: {},
      }),
    };
  const nodeErrors: Record<string, NodeProblems> = {};
  const outputs: string[] = [];
  const problems: GraphProblem[] = [];
  for (const end of ends) {
    const wrong = upstreamOf(graph, end.id).flatMap((node) => {
      const errors = checkNode(graph, node, installed);
      return errors.length > 0 ? [{ node, errors }] : [];
    });
    if (wrong.length === 0) outputs.push(end.id);
    for (const { node, errors } of wrong) {
      const known = nodeErrors[node.id];
      problems.push(...(known ? [] : errors));
      nodeErrors[node.id] = {
        errors,
        dependent_outputs: [...(known?.dependent_outputs ?? []), end.id],
        class_type: node.classType,
      };
    }
  }
  if (outputs.length > 0) return { outputs, nodeErrors };
  const details = problems.map((one) => `${one.message}: ${one.details}`).join("\n");
  return { refusal: outputsFailed(details, nodeErrors) };
}

function missingNode(node: GraphNode): GraphProblem {
  const { id, classType, title } = node;
  return {
    type: "missing_node_type",
    message:
      classType === ""
        ? `Node '${title ?? `ID #${id}`}' has no class_type. The workflow may be corrupted or a custom node is missing.`
        : `Node '${title ?? classType}' not found. The custom node may not be installed.`,
    details: `Node ID '#${id}'`,
    extra_info: { node_id: id, class_type: classType || null, node_title: title },
  };
}

/** A node and all that it is made of, each once. */
function upstreamOf(graph: Graph, from: string): GraphNode[] {
  const found = new Map<string, GraphNode>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.get(id);
    if (!node || found.has(id)) continue;
    found.set(id, node);
    open.push(...Object.values(node.inputs).flatMap((value) => linkIn(value)?.id ?? []));
  }
  return [...found.values()];
}
