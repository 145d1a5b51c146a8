import { startBunch } from "./testing/start-bunch.ts";
import { makeTestFolder } from "./testing/test-folder.ts";
import { usageOf } from "./bench/process-usage.ts";
import { setTimeout as delay } from "node:timers/promises";
import { rm } from "node:fs/promises";
import { execSync } from "node:child_process";
const dataDir = await makeTestFolder();
const b = await startBunch({ dataDir, env: { NODE_OPTIONS: process.env["NOPT"] ?? "" } });
await delay(3000);
const a = usageOf(b.pid)!;
await delay(15000);
console.log("idle ms/s", (usageOf(b.pid)!.cpuMs - a.cpuMs) / 15);
if (process.env["STRACE"])
  console.log(
    execSync(`timeout 5 strace -f -c -p ${b.pid} 2>&1 || true`).toString().slice(0, 1500),
  );
await b.stop();
await rm(dataDir, { recursive: true, force: true });
