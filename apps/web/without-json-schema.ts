import type { Plugin } from "vite";

const files = /zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/;
const exported = /^export (?:const|function) (\w+)/gm;

/**
 * Leaves out what Zod brings to write JSON Schemas, which only the server's OpenAPI document asks for: each schema holds
 * on to it, so that the bundler cannot tell. It is 5 kB of the first screen.
 */
export function withoutJsonSchema(): Plugin {
  return {
    name: "without-json-schema",
    apply: "build",
    transform: {
      filter: { id: files },
      handler: (code) => {
        const names = [...code.matchAll(exported)].map(([, name]) => name);
        const empty = names.map((name) => `export function ${name}() {}`);
        return {
          code: [...empty, "export { none as process };", "function none() {}"].join("\n"),
          map: null,
        };
      },
    },
  };
}
