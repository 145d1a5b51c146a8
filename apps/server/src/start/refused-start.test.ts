import { existsSync } from "node:fs";
import { chown, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { startEmulator } from "@bunch/emulator/start-emulator";
import { expect, onTestFinished, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { formOf } from "../http/testing/form-of.ts";

const oneProcess = "the place of one embedded server is disputed";

test("a start whose port is taken says so in one sentence, and leaves neither a database running nor the folder held", async () => {
  const stranger = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  onTestFinished(() => void stranger.close());
  await new Promise((resolve) => stranger.once("listening", resolve));
  const address = stranger.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const dataDir = await makeTestFolder();

  const refusal = await startBunch({ dataDir, port, oneProcess }).catch(
    (error: Error) => error.message,
  );
  expect(refusal).toContain("Bunch cannot start.");
  expect(refusal).toContain(
    `Port ${port} is taken by another program, which is not Bunch. Stop it, or start Bunch on another port: PORT=`,
  );
  expect(refusal).not.toMatch(/\n {4}at /);
  const cluster = join(dataDir, "postgres/server/cluster");
  expect(existsSync(join(cluster, "PG_VERSION"))).toBe(true);
  expect(existsSync(join(cluster, "postmaster.pid"))).toBe(false);
  expect(await readFile(join(dataDir, "server.json"), "utf8").catch(() => "gone")).toBe("gone");

  const again = await startBunch({ dataDir, oneProcess });
  await again.stop();
  expect(again.output()).toContain("nothing is in flight");
});

const envOf = (dataDir: string, port: number) => ({
  DATA_DIR: dataDir,
  LOG_DIR: `${dataDir}/logs`,
  PORT: String(port),
});

test("a second start on the same folder is told at once where the first one is open", async () => {
  const dataDir = await makeTestFolder();
  const first = await startBunch({ dataDir, oneProcess });
  const startedMs = performance.now();
  const { code, output } = await runStartFile("all-in-one", {
    env: envOf(dataDir, await freePort()),
  });
  expect(output).toContain(`Bunch already runs on ${dataDir}: just open ${first.url}/nano-banana`);
  expect(output).toContain(`(process ${first.pid}, since `);
  expect(output).toContain("set another DATA_DIR and another PORT");
  expect(code).toBe(1);
  // Not the 20 s that one waits for a server that ends.
  expect(performance.now() - startedMs).toBeLessThan(18_000);
  await first.stop();
});

test("a second start on the same port, with a folder of its own, is told that a Bunch is there and which command to type", async () => {
  const [dataDir, other] = [await makeTestFolder(), await makeTestFolder()];
  const first = await startBunch({ dataDir, oneProcess });
  const port = Number(new URL(first.url).port);
  const { output } = await runStartFile("all-in-one", { env: envOf(other, port) });
  expect(output).toContain(
    `Port ${port} is taken by another Bunch, with a data folder of its own.`,
  );
  expect(output).toMatch(/start this one on another port: PORT=\d+ npm start\n/);
  await first.stop();
});

test("a second start while the first drains says at once whom it waits for, and goes on when that one has ended", async () => {
  const emulator = await startEmulator({
    tinyPictures: true,
    // Longer than the second start needs to come to it, on a busy machine too.
    latency: { kind: "fixed", ms: 18_000 },
  });
  onTestFinished(() => emulator.stop());
  const dataDir = await makeTestFolder();
  const first = await startBunch({
    dataDir,
    oneProcess,
    env: { GEMINI_BASE_URL: emulator.url },
  });
  await first.client.execute(
    formOf({ api_key: "AIzaDrains", prompts: '["one"]' }),
    crypto.randomUUID(),
  );
  await until("a call is under way", () => emulator.bill().inFlight === 1);
  first.kill("SIGTERM");
  await until("it has said that it drains", async () =>
    (await readFile(join(dataDir, "server.json"), "utf8")).includes('"isDraining":true'),
  );
  const second = await startBunch({ dataDir, oneProcess });
  expect(second.output()).toContain(
    `(process ${first.pid}), which is ending and still finishes what is under way; for 20 s at most.`,
  );
  expect(await first.ended).toBe(0);
  expect(emulator.bill().inFlight).toBe(0);
  await second.stop();
}, 120_000);

test.skipIf(process.getuid?.() !== 0)(
  "an ordinary account that asks for a port of the system's is told which to take instead",
  async () => {
    const dataDir = await makeTestFolder();
    await chown(dataDir, 65_534, 65_534);
    const { code, output } = await runStartFile("all-in-one", {
      env: envOf(dataDir, 80),
      uid: 65_534,
    });
    expect(output).toContain(
      "Port 80 may not be opened by this account: ports below 1024 belong to the system. Start Bunch on another: PORT=3000 npm start",
    );
    expect(code).toBe(1);
  },
);
