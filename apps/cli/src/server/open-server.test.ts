import { once } from "node:events";
import { createServer } from "node:http";
import { readFile, rm } from "node:fs/promises";
import { createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { picturesIn } from "../testing/command-bench.ts";
import { jsonLines, runCommand, startCommand } from "../testing/run-command.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await makeTestFolder();
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const simulated = ["--model", "simulator", "--yes"];
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Who serves the folder, or null. */
async function serverPid(): Promise<number | null> {
  const holder = await readFile(join(cwd, "data/server.json"), "utf8").catch(() => null);
  return holder === null ? null : (JSON.parse(holder) as { pid: number }).pid;
}

const ownEnv = (port: number) => ({
  DATA_DIR: join(cwd, "data"),
  LOG_DIR: join(cwd, "logs"),
  PORT: String(port),
  // Longer than the next command needs to come, on a busy machine too.
  STOP_WHEN_IDLE_S: "8",
});

test("C13, C14: in an empty folder it starts a server, which outlives the command's death, draws on, and ends by itself", async () => {
  const env = ownEnv(await freePort());
  const prompts = Array.from({ length: 12 }, (_, n) => ["--prompt", `picture ${n + 1}`]).flat();
  const words = ["batch", "run", ...prompts, ...simulated];
  const keys = { GEMINI_API_KEY: "AIzaWithRequestsAlone", BUNCH_API_KEY: "AIzaWithRequestsAlone" };
  const first = startCommand(words, { cwd, env: { ...env, ...keys }, detached: true });
  await until(
    "pictures come",
    async () => {
      return (await picturesIn(join(cwd, "pictures")).catch(() => new Map())).size > 0;
    },
    { give: () => first.stdout() + first.stderr() },
  );
  const pid = await serverPid();
  if (pid === null) throw new Error(`No server serves the folder.\n${first.stderr()}`);
  if (process.platform === "linux") {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8");
    expect(environment).toContain(env.DATA_DIR);
    expect(environment).not.toContain("AIzaWithRequestsAlone");
  }
  // The whole group, as a closed terminal would.
  process.kill(-first.pid, "SIGKILL");
  await first.ended;
  expect(isAlive(pid)).toBe(true);

  const again = await runCommand(words, { cwd, env });
  expect(again).toMatchObject({ status: 0 });
  expect(again.stdout).not.toContain("is started");
  expect((await picturesIn(join(cwd, "pictures"))).size).toBe(12);
  const list = await runCommand(["batch", "list", "--json"], { cwd, env });
  expect(jsonLines(list.stdout)).toHaveLength(1);
  expect(await serverPid()).toBe(pid);

  await until("the server has ended by itself", () => !isAlive(pid));
  expect(await serverPid()).toBeNull();
  const log = await readFile(join(cwd, "logs/server.log"), "utf8");
  expect(log).toContain("Nothing has been asked for a while");
  expect(log).toContain("nothing is in flight");
}, 120_000);

test("C13: two commands at once in an empty folder find themselves with one server", async () => {
  const env = ownEnv(await freePort());
  const ends = await Promise.all(
    ["one", "two"].map((name) =>
      runCommand(["batch", "run", "--prompt", name, "--out", name, ...simulated], { cwd, env }),
    ),
  );
  expect(ends.map(({ status, stderr }) => ({ status, stderr }))).toEqual([
    { status: 0, stderr: "" },
    { status: 0, stderr: "" },
  ]);
  const list = await runCommand(["batch", "list", "--json"], { cwd, env });
  expect(jsonLines(list.stdout)).toHaveLength(2);
  await until("the server has ended by itself", async () => (await serverPid()) === null);
}, 120_000);

test("C13: a stranger on the port is told with what to do, and is asked for nothing else", async () => {
  const asked: string[] = [];
  const stranger = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end("<h1>Another program</h1>");
  });
  stranger.listen(0, "127.0.0.1");
  await once(stranger, "listening");
  onTestFinished(() => {
    stranger.closeAllConnections();
    stranger.close();
  });
  const address = stranger.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const env = { ...ownEnv(port), GEMINI_API_KEY: "AIzaNotForStrangers" };
  const end = await runCommand(["batch", "run", "--prompt", "a fox", ...simulated], { cwd, env });
  expect(end.status).toBe(1);
  expect(end.stderr).toContain("that is not Bunch");
  expect(end.stderr).toContain(`PORT=${port + 100}`);
  expect(asked).toEqual(["GET /health"]);
});

test("C13: a server that cannot start says its own sentence", async () => {
  const env = { ...ownEnv(await freePort()), MAX_PROMPTS: "many" };
  const end = await runCommand(["model", "list"], { cwd, env });
  expect(end.status).toBe(1);
  expect(end.stderr).toContain("The server did not start:");
  expect(end.stderr).toContain('MAX_PROMPTS: "many" does not fit.');
});

test("C13: where an address was given, none is started in its place", async () => {
  const port = await freePort();
  const end = await runCommand(["batch", "list", "--server", `http://127.0.0.1:${port}`], {
    cwd,
    env: ownEnv(port),
  });
  expect(end.status).toBe(1);
  expect(end.stderr).toContain(`No server answers at http://127.0.0.1:${port}`);
  const odd = await runCommand(["batch", "list", "--server", "localhost:3000"], { cwd });
  expect(odd).toMatchObject({ status: 2 });
  expect(odd.stderr).toContain('"localhost:3000" is no address');
});

test("C13: something that takes the connection and hangs up is a stranger too", async () => {
  const socket = createSocketServer((connection) => connection.destroy());
  socket.listen(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  const address = socket.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const end = await runCommand(["batch", "list"], { cwd, env: ownEnv(port) });
  expect(end.status).toBe(1);
  expect(end.stderr).toContain("that is not Bunch");
});
