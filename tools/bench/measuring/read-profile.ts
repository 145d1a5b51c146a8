import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

// Tells where a CPU profile's time went: `node tools/bench/read-profile.ts FILE_OR_FOLDER`,
// by function, and by part of the program with all that it called.

type Profile = {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  samples: number[];
  timeDeltas: number[];
};

const [path = "."] = process.argv.slice(2);
const file = statSync(path).isDirectory() ? newestOf(path) : path;
const profile = JSON.parse(readFileSync(file, "utf8")) as Profile;
const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
const parentOf = new Map(
  profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)),
);
const own = new Map<string, number>();
const within = new Map<string, number>();
let busyMs = 0;
for (const [index, id] of profile.samples.entries()) {
  const ms = (profile.timeDeltas[index] ?? 0) / 1000;
  const name = nameOf(id);
  if (name === "(idle)" || name === "(program)" || name === "(root)") {
    add(own, name, ms);
    continue;
  }
  busyMs += ms;
  add(own, name, ms);
  const seen = new Set<string>();
  for (let at: number | undefined = id; at !== undefined; at = parentOf.get(at))
    seen.add(placeOf(at));
  for (const place of seen) add(within, place, ms);
}
console.log(`${file}: ${busyMs.toFixed(0)} ms busy`);
show("by function, itself alone", own);
show("by part, with what it called", within);

function add(sums: Map<string, number>, name: string, ms: number): void {
  sums.set(name, (sums.get(name) ?? 0) + ms);
}

function show(title: string, sums: ReadonlyMap<string, number>): void {
  console.log(`\n${title}`);
  const most = [...sums].toSorted(([, a], [, b]) => b - a).slice(0, 45);
  for (const [name, ms] of most) console.log(`${ms.toFixed(0).padStart(8)} ms  ${name}`);
}

function nameOf(id: number): string {
  const frame = nodes.get(id)?.callFrame;
  if (!frame) return "?";
  return frame.url
    ? `${frame.functionName || "(anonymous)"} ${placeOf(id)}:${frame.lineNumber + 1}`
    : frame.functionName;
}

/** A file of ours by its path, a library by its name. */
function placeOf(id: number): string {
  const { url = "", functionName = "" } = nodes.get(id)?.callFrame ?? {};
  if (url === "") return functionName;
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1];
  if (library !== undefined) return library;
  return url.replace(/^.*\/(contracts|core|adapters|apps|tools)\//, "$1/");
}

function newestOf(folder: string): string {
  const profiles = readdirSync(folder)
    .filter((name) => name.endsWith(".cpuprofile"))
    .map((name) => join(folder, name))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!profiles[0]) throw new Error(`There is no CPU profile in ${folder}.`);
  return profiles[0];
}
