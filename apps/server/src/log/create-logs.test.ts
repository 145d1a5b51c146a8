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
