import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const rooms = "{contracts,core,adapters,apps,tools}/**/*.test.{ts,tsx}";
/** The rules in front of a test's name, as in "F6, I2: …" or "I10 …". */
const cited = /["'`]((?:[ABPMXRFDTKSICUOLZH]\d+(?:, | and | to )?)+)(?=[: ])/g;

test("SPEC.md gives no number twice, and every rule that a test cites stands in it", async () => {
  const spec = await readFile(new URL("../SPEC.md", import.meta.url), "utf8");
  const numbers = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].flatMap((found) => found[1] ?? []);
  expect(numbers).toEqual([...new Set(numbers)]);
  const unknown: string[] = [];
  let citations = 0;
  for await (const file of glob(rooms, {
    cwd: root,
    exclude: (name) => name.includes("node_modules"),
  })) {
    const text = await readFile(new URL(`../../${file}`, import.meta.url), "utf8");
    for (const [, rules = ""] of text.matchAll(cited))
      for (const [rule] of rules.matchAll(/[A-Z]\d+/g)) {
        citations += 1;
        if (!numbers.includes(rule)) unknown.push(`${rule} in ${file}`);
      }
  }
  expect(unknown).toEqual([]);
  expect(citations).toBeGreaterThan(50);
});
