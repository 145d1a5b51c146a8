import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { canMeasure, listProcesses, usageOf } from "./process-usage.ts";

test.runIf(canMeasure)("what a process uses is what it says itself", async () => {
  const program = `
    const keep = Buffer.alloc(80e6, 1);
    const end = performance.now() + 400;
    while (performance.now() < end);
    process.stdout.write(JSON.stringify([process.cpuUsage(), process.memoryUsage.rss(), keep.length]));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [chunk] = (await once(child.stdout, "data")) as [Buffer];
    const [cpu, rss] = JSON.parse(chunk.toString()) as [
      { user: number; system: number },
      number,
      number,
    ];
    const usage = usageOf(child.pid ?? 0);
    expect(usage?.cpuMs).toBeGreaterThan((cpu.user + cpu.system) / 1000 - 30);
    expect(usage?.cpuMs).toBeLessThan((cpu.user + cpu.system) / 1000 + 100);
    expect(usage?.peakRssBytes).toBeGreaterThan(rss * 0.95);
    expect(usage?.pssBytes).toBeGreaterThan(80e6);
    expect(listProcesses()).toContainEqual(
      expect.objectContaining({ pid: child.pid, parentPid: process.pid }),
    );
  } finally {
    child.kill();
  }
});

test.runIf(canMeasure)("of a process that is gone nothing is told", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  expect(usageOf(child.pid ?? 0)).toBeNull();
});
