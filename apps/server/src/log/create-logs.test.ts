import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { consoleLine } from "./console-line.ts";
import { createLogs } from "./create-logs.ts";
import { createSecretList } from "./secret-list.ts";

const folder = mkdtempSync(join(tmpdir(), "bunch-logs-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("I10 server and worker write JSON lines of their own, without secrets, errors with their causes", async () => {
  const secrets = createSecretList();
  const common = {
    level: "info",
    folder: join(folder, "new"),
    console: false,
    secrets,
    rotation: null,
  } as const;
  const server = createLogs({ ...common, role: "server" });
  const worker = createLogs({ ...common, role: "worker" });
  secrets.hideSecret("canary-of-the-day");
  server.log.error(
    { error: new Error("no", { cause: new Error("key canary-of-the-day is bad") }) },
    "It went wrong.",
  );
  worker.log.info({ resultId: "r1" }, "Drawn with canary-of-the-day.");
  await Promise.all([server.close(), worker.close()]);

  const lines = (name: string) =>
    readFileSync(join(common.folder, name), "utf8").trim().split("\n");
  expect(lines("server.log").map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      level: "error",
      role: "server",
      msg: "It went wrong.",
      error: { message: "no", cause: { message: "key [hidden] is bad" } },
    },
  ]);
  expect(lines("worker.log").map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: "info", role: "worker", msg: "Drawn with [hidden].", resultId: "r1" },
  ]);
  expect(lines("server.log").join()).not.toContain("canary");
});

test("N6, S1: the last words of a process that dies are in the file, without secrets, though they begin a new one", () => {
  const place = join(folder, "last");
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { createLogs } from ${module("./create-logs.ts")};
    import { createSecretList } from ${module("./secret-list.ts")};
    const secrets = createSecretList(["canary-of-the-day"]);
    const { log } = createLogs({ level: "info", folder: ${JSON.stringify(place)}, role: "worker", console: false, secrets, rotation: { bytes: 4096, files: 2 } });
    for (let n = 0; n < 40; n++) log.info({ n }, "x".repeat(200));
    log.error({ err: new Error("canary-of-the-day " + "y".repeat(4000)) }, "Last words.");
    process.kill(process.pid, "SIGKILL");`;
  const ran = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program]);
  expect(ran.signal, ran.stderr.toString()).toBe("SIGKILL");
  const lines = readFileSync(join(place, "worker.log"), "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ msg: "Last words.", role: "worker" });
  expect(lines[0]).not.toContain("canary");
  expect(readFileSync(join(place, "worker.1.log"), "utf8")).toContain('"n":39');
});

test("in a terminal a line is short and shows the cause of an error", () => {
  const shown = consoleLine(
    JSON.stringify({
      level: "error",
      time: "2026-11-23T10:11:12.000Z",
      role: "worker",
      pid: 1,
      msg: "It went wrong.",
      batch: "b1",
      error: { stack: "Error: no\n at x", cause: { stack: "Error: deeper" } },
    }),
  );
  expect(shown).toContain("10:11:12 worker");
  expect(shown).toContain("batch=b1");
  expect(shown).toContain("caused by\nError: deeper");
  expect(shown).not.toContain("pid");
});
