// @ts-check
// The door of `npm start` and its like. It is plain JavaScript that an old Node reads too: there Bunch's own files would
// end in a riddle about the ending ".ts".
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const least = 24;
const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../../../../node_modules");
const ours = join(modules, "node/bin", process.platform === "win32" ? "node.exe" : "node");
const [role = "all-in-one", ...rest] = process.argv.slice(2);
const file = join(here, `${role}.ts`);

if (!existsSync(join(modules, "@bunch"))) {
  stop("Bunch is not installed yet. Run npm ci, then try again.");
} else if (Number(process.versions.node.split(".")[0]) >= least) {
  // The usual case, as npm puts our own Node first: no process more than without this door.
  process.argv.splice(1, process.argv.length - 1, file, ...rest);
  void import(pathToFileURL(file).href);
} else if (existsSync(ours)) {
  runOn(ours);
} else {
  stop(
    `This is Node ${process.versions.node}, and Bunch needs Node ${least} or newer. It brings its own, but npm was not allowed to unpack it (--ignore-scripts).\n` +
      "Run this once, then try again:  npm rebuild node --ignore-scripts=false",
  );
}

/**
 * Runs the same on a Node that fits, hands every signal on and ends as that one does.
 * @param {string} node
 */
function runOn(node) {
  const child = spawn(node, [...process.execArgv, file, ...rest], { stdio: "inherit" });
  /** @type {NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => stop(`${node} cannot be run: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code === null ? 1 : code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** @param {string} sentence */
function stop(sentence) {
  process.stderr.write(`\nBunch cannot start.\n${sentence}\n\n`);
  process.exitCode = 1;
}
