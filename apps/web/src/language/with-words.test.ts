import { globSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { firstScreen, welcome } from "../../split-words.ts";

const web = fileURLToPath(new URL("../../", import.meta.url));
const files = globSync("src/**/*.{ts,tsx}", { cwd: web }).filter(
  (file) => !file.includes(".test."),
);

const later = files.flatMap((file) =>
  [...codeOf(file).matchAll(/(withWords\()?import\("(\.[^"]+\.tsx?)"\)/g)].map(
    ([, waits, path = ""]) => ({ file, path: from(file, path), waits: waits !== undefined }),
  ),
);

test("W71: what is fetched later and says something waits for its words", () => {
  const come = [...firstScreen, welcome];
  const speaking = later.filter(({ path }) => !come.includes(path) && says(path));
  expect(speaking.length).toBeGreaterThan(20);
  expect(speaking.filter(({ waits }) => !waits)).toEqual([]);
});

test("W71: nothing waits for words that it does not need", () => {
  expect(later.filter(({ path, waits }) => waits && !says(path))).toEqual([]);
});

/** Whether a module, or one that it brings with it, has words. */
function says(path: string, known = new Set<string>()): boolean {
  if (known.has(path)) return false;
  known.add(path);
  const code = codeOf(path);
  if (/from "@lingui\/(?:core|react)\/macro"/.test(code)) return true;
  const brought = code.matchAll(/^(?:import|export) (?!type )[^;"]*?from "(\.[^"]+\.tsx?)"/gm);
  return [...brought].some(([, next = ""]) => says(from(path, next), known));
}

function codeOf(path: string): string {
  return readFileSync(resolve(web, path), "utf8");
}

function from(file: string, path: string): string {
  return relative(web, resolve(web, dirname(file), path)).replaceAll("\\", "/");
}
