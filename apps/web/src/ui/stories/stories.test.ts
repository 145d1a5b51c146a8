import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const ui = new URL("../", import.meta.url);

test("W70: each piece that is exported from ui/ is drawn in a story of its own", async () => {
  const pieces = (await readdir(ui)).filter(
    (name) => name.endsWith(".tsx") && name !== "story.tsx",
  );
  expect(pieces.length).toBeGreaterThan(25);
  const without: string[] = [];
  for (const file of pieces) {
    const source = await readFile(new URL(file, ui), "utf8");
    const story = await readFile(new URL(`stories/${file}`, ui), "utf8").catch(() => "");
    for (const [, name] of source.matchAll(/^export (?:const|function) ([A-Z]\w*)/gm))
      if (!new RegExp(`<${name}\\b`).test(story)) without.push(`${file}: ${name}`);
  }
  expect(without).toEqual([]);
});
