import type { GraphProblem } from "./comfy-errors.ts";
import { linkIn } from "./graph.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { checkedClasses } from "./node-classes.ts";
import type { InputKind } from "./node-classes.ts";

/** What lies in ComfyUI's folders. */
export interface Installed {
  hasPicture: (name: string) => boolean;
  /** The model files, where a list of them was given; otherwise each that looks like one is there. */
  modelFiles: readonly string[] | null;
}

/** Says what is wrong with the inputs of one node. */
export function checkNode(graph: Graph, node: GraphNode, installed: Installed): GraphProblem[] {
  const needs = Object.entries(checkedClasses[node.classType]?.needs ?? {});
  return needs.flatMap(([name, kind]) => {
    const value = node.inputs[name];
    if (value === undefined)
      return [
        problem("required_input_missing", "Required input is missing", name, { input_name: name }),
      ];
    const found = Array.isArray(value)
      ? wrongLink(graph, name, kind, value)
      : wrongValue(name, kind, value, installed);
    return found ? [found] : [];
  });
}

function wrongLink(
  graph: Graph,
  name: string,
  kind: InputKind,
  value: unknown[],
): GraphProblem | null {
  const linked = linkIn(value);
  const extra = { input_name: name, received_value: value };
  if (!linked)
    return problem(
      "bad_linked_input",
      "Bad linked input, must be a length-2 list of [node_id, slot_index]",
      name,
      extra,
    );
  const source = graph.get(linked.id);
  if (!source)
    return problem(
      "exception_during_inner_validation",
      "Exception when validating inner node",
      `'${linked.id}'`,
      { ...extra, exception_type: "KeyError", linked_node: value },
    );
  const made = checkedClasses[source.classType]?.makes;
  if (made === undefined || !("link" in kind) || made[linked.slot] === kind.link) return null;
  return problem(
    "return_type_mismatch",
    "Return type mismatch between linked nodes",
    `${name}, received_type(${made[linked.slot] ?? "None"}) mismatch input_type(${kind.link})`,
    { ...extra, received_type: made[linked.slot] ?? null, linked_node: value },
  );
}

function wrongValue(
  name: string,
  kind: InputKind,
  value: unknown,
  installed: Installed,
): GraphProblem | null {
  const extra = { input_name: name, received_value: value };
  if ("link" in kind)
    return problem(
      "bad_linked_input",
      "Bad linked input, must be a length-2 list of [node_id, slot_index]",
      name,
      extra,
    );
  if ("text" in kind) return null;
  if ("number" in kind) {
    const number = typeof value === "boolean" || value === "" ? Number.NaN : Number(value);
    const [least, most] = kind.number;
    if (Number.isNaN(number))
      return problem(
        "invalid_input_type",
        "Failed to convert an input value to a INT value",
        `${name}, ${String(value)}, invalid literal for int() with base 10: '${String(value)}'`,
        extra,
      );
    if (number < least)
      return problem(
        "value_smaller_than_min",
        `Value ${number} smaller than min of ${least}`,
        name,
        extra,
      );
    return number > most
      ? problem("value_bigger_than_max", `Value ${number} bigger than max of ${most}`, name, extra)
      : null;
  }
  const asked = String(value);
  if ("picture" in kind)
    return installed.hasPicture(asked)
      ? null
      : problem(
          "custom_validation_failed",
          "Custom validation failed for node",
          `${name} - Invalid image file: ${asked}`,
          extra,
        );
  const choice = "choice" in kind ? kind.choice : installed.modelFiles;
  const isThere = choice ? choice.includes(asked) : /\.(?:safetensors|ckpt|sft|pth)$/u.test(asked);
  if (isThere) return null;
  const list =
    choice && choice.length > 20
      ? `(list of length ${choice.length})`
      : `[${(choice ?? []).map((one) => `'${one}'`).join(", ")}]`;
  return problem("value_not_in_list", "Value not in list", `${name}: '${asked}' not in ${list}`, {
    ...extra,
    input_config: null,
  });
}

function problem(
  type: string,
  message: string,
  details: string,
  extra: Record<string, unknown>,
): GraphProblem {
  return { type, message, details, extra_info: extra };
}
