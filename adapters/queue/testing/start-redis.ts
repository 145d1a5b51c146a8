import { type ChildProcess, spawn } from "node:child_process";
import { freePort } from "../../../tools/testing/free-port.ts";
import type { KillableStore } from "./killable-store.ts";
import { until } from "./until.ts";

/** Starts a Redis of the test's own, which keeps nothing on disk; `settings` are further words of its command line. */
export async function startRedis({
  settings = [],
}: { settings?: string[] } = {}): Promise<KillableStore> {
  const port = await freePort();
  let server = await runRedis(port, settings);
  const kill = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await ended;
  };
  return {
    backend: { kind: "redis", url: `redis://127.0.0.1:${port}` },
    kill,
    bringBack: async () => {
      server = await runRedis(port, settings);
    },
    stop: kill,
  };
}

async function runRedis(port: number, more: readonly string[]): Promise<ChildProcess> {
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", [...settings, ...more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  server.stdout.on("data", (text) => (said += text));
  await until(() => said.includes("Ready to accept connections"), 10_000);
  return server;
}
