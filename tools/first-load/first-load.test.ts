import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeTestFolder } from "../testing/test-folder.ts";
import { firstLoad } from "./first-load.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const mostBytes = 200_000;

test("the first screen needs at most 200 kB of JavaScript after gzip, the words of its language included", async () => {
  const dist = await makeTestFolder();
  const build = ["build", "apps/web", "--outDir", dist, "--emptyOutDir", "--manifest"];
  await promisify(execFile)(
    process.execPath,
    ["node_modules/vite/bin/vite.js", ...build, "--logLevel", "error"],
    { cwd: root, timeout: 100_000 },
  );
  for (const language of ["en", "fr"]) {
    const { bytes, files } = await firstLoad(dist, language);
    const told = files.map((file) => `${file.bytes} ${file.file}`).join("\n");
    expect(bytes, `${language}:\n${told}`).toBeLessThanOrEqual(mostBytes);
    // A measure that finds nothing would hold for ever.
    expect(bytes).toBeGreaterThan(mostBytes / 2);
  }
}, 120_000);
