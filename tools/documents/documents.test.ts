import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const documents = globSync("{*.md,{core,docs,supabase,tools}/**/*.md}", {
  cwd: root,
  exclude: ["**/node_modules/**"],
});

test("there are documents to read", () => {
  expect(documents).toContain("CONTRIBUTING.md");
  expect(documents.length).toBeGreaterThan(10);
});

test.each(documents)("every link of %s leads to a file that is there", (document) => {
  const text = readFileSync(join(root, document), "utf8");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, link = ""]) => link);
  const missing = links.filter(
    (link) =>
      !/^(https?:|mailto:|#)/u.test(link) &&
      !existsSync(join(root, dirname(document), link.replace(/#.*$/u, ""))),
  );
  expect(missing).toEqual([]);
});

test.each(documents)("every npm script that %s names is there", (document) => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = [...readFileSync(join(root, document), "utf8").matchAll(/npm run ([\w:-]+)/gu)];
  expect(named.map(([, name = ""]) => name).filter((name) => !(name in scripts))).toEqual([]);
});
