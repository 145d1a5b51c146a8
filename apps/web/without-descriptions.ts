import type { Plugin } from "vite";

type Node = { type: string; start: number; end: number };
type MetaCall = Node & { callee: Node & { object: Node } };

/**
 * Leaves out what contracts say of each field in words, which only the server's OpenAPI document asks for. It is 4 kB of the
 * first screen.
 */
export function withoutDescriptions(): Plugin {
  return {
    name: "without-descriptions",
    apply: "build",
    // Of TypeScript made JavaScript.
    enforce: "post",
    transform: {
      filter: { id: /contracts[\\/]src[\\/].*\.ts$/, code: ".meta(" },
      handler(code) {
        const cuts: { start: number; end: number }[] = [];
        visit(this.parse(code), (node) => {
          if (isMetaCall(node)) cuts.push({ start: node.callee.object.end, end: node.end });
        });
        let left = code;
        for (const { start, end } of cuts.toSorted((a, b) => b.start - a.start))
          left = left.slice(0, start) + left.slice(end);
        return { code: left, map: null };
      },
    },
  };
}

/** `schema.meta({ … })`, which gives back the same schema; without an argument it asks for what was said. */
function isMetaCall(node: Node): node is MetaCall {
  if (node.type !== "CallExpression") return false;
  const { callee, arguments: given } = node as Node & {
    callee: { type: string; property?: { name?: string } };
    arguments: Node[];
  };
  return (
    callee.type === "MemberExpression" &&
    callee.property?.name === "meta" &&
    given[0]?.type === "ObjectExpression"
  );
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const one of value) visit(one, see);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  if ("type" in value && "start" in value && "end" in value) see(value as Node);
  for (const one of Object.values(value)) visit(one, see);
}
