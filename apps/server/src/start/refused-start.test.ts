import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";

test("a start whose port is taken says so in one sentence, and leaves neither a database running nor the folder held", async () => {
  const stranger = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  onTestFinished(() => void stranger.close());
  await new Promise((resolve) => stranger.once("listening", resolve));
  const address = stranger.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const dataDir = await makeTestFolder();

  const refusal = await startBunch({ dataDir, port }).catch((error: Error) => error.message);
  expect(refusal).toContain("Bunch cannot start.");
  expect(refusal).toContain(`Port ${port} is taken by another program. Stop it, or set PORT`);
  expect(refusal).not.toMatch(/\n {4}at /);
  const cluster = join(dataDir, "postgres/server/cluster");
  expect(existsSync(join(cluster, "PG_VERSION"))).toBe(true);
  expect(existsSync(join(cluster, "postmaster.pid"))).toBe(false);
  expect(await readFile(join(dataDir, "server.json"), "utf8").catch(() => "gone")).toBe("gone");

  const again = await startBunch({ dataDir });
  await again.stop();
  expect(again.output()).toContain("nothing is in flight");
});
