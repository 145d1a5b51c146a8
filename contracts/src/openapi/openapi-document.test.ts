import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { routes } from "../routes.ts";
import { openApiDocument } from "./openapi-document.ts";

const document = openApiDocument({ version: "1.2.3" });

/** What the public linter has to say, warnings too. */
async function complaintsOf(text: string): Promise<string[]> {
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: {
      "info-contact": "error",
      "operation-description": "error",
      "operation-tag-defined": "error",
      "operation-singular-tag": "error",
      "parameter-description": "error",
      "component-name-unique": "error",
      "no-unused-components": "error",
      "no-http-verbs-in-paths": "error",
      "path-segment-plural": "off",
    },
  });
  const problems = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
  return problems.map(
    ({ ruleId, severity, message, location }) =>
      `${severity} ${ruleId}: ${message} ${location[0]?.pointer ?? ""}`,
  );
}

test("the document passes a public linter's strictest set without a warning", async () => {
  expect(await complaintsOf(JSON.stringify(document))).toEqual([]);
});

describe("the linter refuses", () => {
  test.each<[string, (text: string) => string]>([
    ["a reference to nothing", (text) => text.replace("schemas/Failure", "schemas/Nothing")],
    ["two operations of one name", (text) => text.replace('"pause"', '"cancel"')],
    ["a route without a 4xx answer", (text) => text.replaceAll(/"(4\d\d)":/g, '"x-$1":')],
    ["a path parameter that is not told", (text) => text.replace("{id}/pause", "{which}/pause")],
    ["an example that does not fit", (text) => text.replace('"example":20', '"example":"20"')],
  ])("%s", async (_what, spoil) => {
    const whole = JSON.stringify(document);
    expect(spoil(whole)).not.toBe(whole);
    expect(await complaintsOf(spoil(whole))).not.toEqual([]);
  });
});

test("every row of the table of routes is in the document, under its own name, and nothing else", () => {
  const told = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: (operation as { operationId: string }).operationId,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{(\w+)\}/g, ":$1"),
    })),
  );
  const rows = Object.entries(routes).map(([name, route]) => ({ name, ...route }));
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  expect(told.toSorted(byName)).toEqual(rows.toSorted(byName));
});
