import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

const door = fileURLToPath(new URL("with-fit-node.mjs", import.meta.url));
let root: string;
let start: string;

/** A checkout of nothing but the door and a start file that tells how it was started. */
beforeEach(async () => {
  root = await makeTestFolder();
  start = join(root, "apps/server/src/start");
  await mkdir(start, { recursive: true });
  await mkdir(join(root, "node_modules/@bunch"), { recursive: true });
  await copyFile(door, join(start, "with-fit-node.mjs"));
  await writeFile(
    join(start, "all-in-one.ts"),
    `const told: { pid: number; args: string[] } = { pid: process.pid, args: process.argv.slice(1) };
     process.on("SIGTERM", () => { console.log("drained"); process.exit(7); });
     console.log(JSON.stringify(told));
     setInterval(() => {}, 1000);`,
  );
  await writeFile(
    join(root, "old.cjs"),
    "Object.defineProperty(process.versions, 'node', { value: '20.1.0' });",
  );
});

afterEach(() => rm(root, { recursive: true, force: true }));

function run(node: readonly string[]): { child: ChildProcess; output: () => string } {
  let output = "";
  const args = [...node, join(start, "with-fit-node.mjs"), "all-in-one", "a folder"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

const onOldNode = () => ["--require", join(root, "old.cjs")];

test("on a Node that fits, the door is the process itself: same number, same arguments, same signals and exit code", async () => {
  const { child, output } = run([]);
  await until("it runs", () => output().includes("}"), { give: output });
  expect(JSON.parse(output())).toEqual({
    pid: child.pid,
    args: [join(start, "all-in-one.ts"), "a folder"],
  });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([7, null]);
  expect(output()).toContain("drained");
});

test("on an old Node the one that came with npm runs, hears the signals, and its exit code counts", async () => {
  await mkdir(join(root, "node_modules/node/bin"), { recursive: true });
  await symlink(process.execPath, join(root, "node_modules/node/bin/node"));
  const { child, output } = run(onOldNode());
  await until("it runs", () => output().includes("}"), { give: output });
  const told = JSON.parse(output()) as { pid: number; args: string[] };
  expect(told.pid).not.toBe(child.pid);
  expect(told.args).toEqual([join(start, "all-in-one.ts"), "a folder"]);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([7, null]);
  expect(output()).toContain("drained");
});

test("on an old Node without ours (npm ci --ignore-scripts) a sentence says what to run", async () => {
  const { child, output } = run(onOldNode());
  expect(await once(child, "close")).toEqual([1, null]);
  expect(output().trim().split("\n")).toEqual([
    "Bunch cannot start.",
    "This is Node 20.1.0, and Bunch needs Node 24 or newer. It brings its own, but npm was not allowed to unpack it (--ignore-scripts).",
    "Run this once, then try again:  npm rebuild node --ignore-scripts=false",
  ]);
});

test("before npm ci, that is what is said", async () => {
  await rm(join(root, "node_modules"), { recursive: true });
  const { child, output } = run([]);
  expect(await once(child, "close")).toEqual([1, null]);
  expect(output()).toContain("Bunch is not installed yet. Run npm ci, then try again.");
});
