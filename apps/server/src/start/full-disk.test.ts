import { execFile } from "node:child_process";
import { readdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Result } from "@bunch/contracts/result";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

const run = promisify(execFile);
const mayMount = process.platform === "linux" && process.getuid?.() === 0;
if (!mayMount) console.warn("A full disk was not tried: only root on Linux may make a small one.");

/** A disk of its own, small and real. */
describe.skipIf(!mayMount && process.env["BUNCH_NO_SKIPS"] !== "1")("on a small disk", () => {
  let home: string;
  let disk: string;
  let emulator: Emulator;
  beforeEach(async () => {
    home = await makeTestFolder();
    disk = join(home, "disk");
    emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 100 } });
  });
  afterEach(async () => {
    await emulator.stop();
    await run("umount", ["-l", disk]).catch(() => {});
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  async function mount(megabytes: number): Promise<void> {
    await run("mkdir", [disk]);
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=711`, "tmpfs", disk]);
  }

  let fillings: string[] = [];
  /** Leaves only so much of the disk free; called again with less, there is no more room in between. */
  async function leaveFree(megabytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(disk);
    const bytes = bavail * bsize - megabytes * 1e6;
    if (bytes <= 0) return;
    const filling = join(disk, `filling-${fillings.length}`);
    fillings.push(filling);
    await run("fallocate", ["-l", String(Math.floor(bytes)), filling]);
  }
  async function free(): Promise<void> {
    for (const filling of fillings) await rm(filling, { force: true });
    fillings = [];
  }
  const env = () => ({
    DATA_DIR: join(disk, "data"),
    LOG_DIR: join(home, "logs"),
    GEMINI_BASE_URL: emulator.url,
  });

  test.each([1, 20])(
    "a start with %i MB left says that the disk is full, and one with room again works",
    async (megabytes) => {
      await mount(120);
      await leaveFree(megabytes);
      const { code, output } = await runStartFile("migrate", { env: env() });
      expect(output).toMatch(/\nThe disk (?:of \S+ )?is full.*Free some room, then start again/);
      expect(output).not.toMatch(/\n {4}at /);
      expect(code).toBe(1);
      await free();
      const again = await runStartFile("migrate", { env: env() });
      expect(again.output).toContain("The database has the newest schema.");
      expect(again.code).toBe(0);
    },
  );

  test("a data folder cannot be made on a disk without a byte left", async () => {
    await mount(1);
    await writeFile(join(disk, "one"), Buffer.alloc(1_048_576)).catch(() => {});
    const { code, output } = await runStartFile("migrate", { env: env() });
    expect(output).toMatch(/disk.* full.*Free some room/);
    expect(output).not.toMatch(/\n {4}at /);
    expect(code).toBe(1);
  });

  test("R13: while it runs, drawing stops before it pays and goes on by itself; a new batch is refused, nothing of it stored, and a repeat still answered", async () => {
    await mount(460);
    const bunch = await startBunch({
      oneProcess: "the embedded database shares the full disk",
      dataDir: join(disk, "data"),
      env: env(),
    });
    const { post, execute, executionOf, settled, ask } = recordingCaller(() => bunch.url);
    const prompts = ["a", "b", "c", "d"];
    const first = await execute({ api_key: "AIzaFull", prompts });
    await settled(first);
    await until(
      "its smaller copies are made, which would be files more",
      async () => {
        const { data } = (await ask(`/api/executions/${first}/results`)).body as { data: Result[] };
        return data.every(({ thumbhash }) => thumbhash !== null);
      },
      // At the lowest rank of all that runs.
      { withinMs: 150_000 },
    );

    await leaveFree(200);
    const callsBefore = emulator.calls().length;
    const sent = { api_key: "AIzaFull", prompts };
    const waiting = await execute(sent, { "idempotency-key": "waiting" });
    await until("it waits for room and says so", async () => {
      const { waiting: why, status } = await executionOf(waiting);
      return why?.code === "disk_full" && status === "processing";
    });
    expect(emulator.calls()).toHaveLength(callsBefore);

    await leaveFree(1);
    const before = await readdir(join(disk, "data/pictures"), { recursive: true });
    const refused = await post("/api/nano-banana/execute", { api_key: "AIzaFull", prompts });
    expect(refused).toEqual({
      status: 507,
      body: {
        success: false,
        error: {
          code: "disk_full",
          message:
            "The server's disk is full; nothing was stored. Free some space, then try again.",
        },
      },
    });
    expect(await execute(sent, { "idempotency-key": "waiting" })).toBe(waiting);
    const { body } = await ask("/api/executions");
    expect((body as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual([waiting, first]);
    expect(await readdir(join(disk, "data/pictures"), { recursive: true })).toEqual(before);
    expect(emulator.calls()).toHaveLength(callsBefore);

    await free();
    expect(await settled(waiting)).toMatchObject({ status: "completed", stats: { successful: 4 } });
    expect(emulator.calls()).toHaveLength(callsBefore + 4);
    await bunch.stop();
    expect(bunch.output()).toContain("nothing is in flight");
  }, 300_000);
});
