import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../apps/server/src/config.ts";
import { makeTestFolder } from "../testing/test-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "deploy/systemd");
const units = readdirSync(folder);
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
if (!hasSystemd)
  console.warn(
    "The units were not verified: no systemd-analyze on PATH (apt-get install systemd).",
  );

/** The settings of a unit; of a name that comes twice, the last. */
function settingsOf(unit: string): Record<string, string> {
  const lines = readFileSync(join(folder, unit), "utf8").split("\n");
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.indexOf("=");
      return at < 0 || line.startsWith("#") ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}

test("there is a unit for the server and one for each worker", () => {
  expect(units.toSorted()).toEqual(["bunch-server.service", "bunch-worker@.service"]);
});

test.each(units)(
  "%s starts a file that is there, and gives it the time to end in peace",
  (unit) => {
    const settings = settingsOf(unit);
    const [program = "", ...args] = (settings["ExecStart"] ?? "").split(" ");
    expect(program).toBe("/srv/bunch/node_modules/.bin/node");
    expect(existsSync(join(root, args.at(-1) ?? ""))).toBe(true);
    const { shutdownGraceMs } = readConfig({});
    expect(1000 * Number(settings["TimeoutStopSec"])).toBeGreaterThanOrEqual(
      shutdownGraceMs + 20_000,
    );
    expect(settings).toMatchObject({ KillSignal: "SIGTERM", KillMode: "mixed", User: "bunch" });
  },
);

test.skipIf(!hasSystemd)("systemd itself finds nothing wrong with the units", async () => {
  const home = await makeTestFolder();
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, "units"));
  const paths: string[] = [];
  for (const unit of units) {
    // Where Bunch would be installed nothing is here.
    const text = readFileSync(join(folder, unit), "utf8")
      .replaceAll("/srv/bunch/node_modules/.bin/node", process.execPath)
      .replaceAll("/srv/bunch", root.replace(/\/$/, ""));
    const path = join(home, "units", unit);
    await writeFile(path, text);
    paths.push(path);
  }
  const { stdout, stderr } = await promisify(execFile)("systemd-analyze", [
    "verify",
    "--man=no",
    ...paths,
  ]);
  expect((stdout + stderr).trim()).toBe("");
});
