import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

type Chunk = { file: string; name?: string; imports?: string[]; isEntry?: boolean };
type Manifest = Record<string, Chunk>;

/** What the browser has to fetch and run before the first screen stands: the entry, the form, the words of one language. */
const firstScreen = (language: string) => [
  "index.html",
  "src/routes/configure-page.tsx",
  "src/features/compose/configure.tsx",
  `src/locales/${language}/messages.po?first?lingui`,
];

/** The JavaScript of the first screen, each file with its size after gzip in bytes, the largest first. */
export async function firstLoad(dist: string, language: string) {
  const manifest = JSON.parse(
    await readFile(join(dist, ".vite/manifest.json"), "utf8"),
  ) as Manifest;
  const names = new Set<string>();
  const take = (name: string) => {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`The build has no ${name}.`);
    if (names.has(name)) return;
    names.add(name);
    for (const needed of chunk.imports ?? []) take(needed);
  };
  const [together] = Object.entries(manifest).find(([, { name }]) => name === "first-screen") ?? [];
  // What lies in the file of the first screen has no file of its own.
  for (const name of firstScreen(language)) take(manifest[name] ? name : (together ?? name));
  const files = await Promise.all(
    [...names].map(async (name) => {
      const file = manifest[name]?.file ?? "";
      return { file, bytes: gzipSync(await readFile(join(dist, file))).length };
    }),
  );
  files.sort((one, other) => other.bytes - one.bytes);
  return { files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
