#!/usr/bin/env node
// Runs under any Node that knows modules; Bunch itself runs on the Node that came with `npm ci`.
import { spawn } from "child_process";
import { existsSync } from "fs";
import { dirname, join } from "path";
import { fileURLToPath, pathToFileURL } from "url";

const leastNode = 24;
const cli = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(cli));
const main = join(cli, "src", "main.ts");

if (Number(process.versions.node.split(".")[0]) >= leastNode)
  // What goes wrong in there ends the process with its words.
  void import(pathToFileURL(main).href);
else runWithOwnNode();

function runWithOwnNode() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const node = join(root, "node_modules", "node", "bin", name);
  if (!existsSync(node)) {
    process.stderr.write(
      `bunch needs Node ${leastNode}, and this is ${process.versions.node}. Run \`npm ci\` in ${root}: it brings its own.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [main].concat(process.argv.slice(2)), {
    // The channel tells the child when this process was killed.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  // The terminal sends Ctrl-C to both; the child takes two that come together for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      child.kill(signal);
    });
  child.on("error", (error) => {
    process.stderr.write(`bunch could not start ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code === null ? 1 : code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
