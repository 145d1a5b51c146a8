import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeTestFolder } from "../testing/test-folder.ts";
import type { EmulatedProvider } from "./emulated-provider.ts";
import type { GroupUsage } from "./usage-meter.ts";
import { canMeasure, usageOf } from "./process-usage.ts";
import type { Scenario } from "./scenario.ts";
import { startProcess } from "./start-process.ts";

const mostMs = 600_000;

/** What one run of the script came to. */
export type ScriptRun = {
  makespanMs: number;
  boundMs: number;
  usage: GroupUsage;
  /** Its start is on its account too, where a server's is not: told apart. */
  startCpuMs: number;
};

/** Lets the script draw all prompts, and sees that every picture lies on the disk. */
export async function runScript(input: {
  scenario: Scenario;
  provider: EmulatedProvider;
  seed: number;
  durability: "plain" | "fsync";
}): Promise<ScriptRun> {
  const { scenario, provider } = input;
  const folder = await makeTestFolder();
  await provider.deal(input.seed);
  const script = startProcess("tools/bench/genai-script.ts", [
    provider.url,
    join(folder, "pictures"),
    JSON.stringify(scenario),
    input.durability,
  ]);
  try {
    await script.hears("ready");
    const before = canMeasure ? usageOf(script.pid) : null;
    script.tell("go");
    const line = await script.hears("drawn ", mostMs);
    const after = canMeasure ? usageOf(script.pid) : null;
    const { makespanMs } = JSON.parse(line.slice("drawn ".length)) as { makespanMs: number };
    const { boundMs, pictures } = await provider.account();
    await seeAllPictures(join(folder, "pictures"), pictures);
    return {
      makespanMs,
      boundMs,
      startCpuMs: before?.cpuMs ?? 0,
      usage: {
        cpuMs: (after?.cpuMs ?? 0) - (before?.cpuMs ?? 0),
        peakRssMb: (after?.peakRssBytes ?? 0) / 1e6,
        pssMb: (after?.pssBytes ?? 0) / 1e6,
      },
    };
  } finally {
    await script.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function seeAllPictures(folder: string, drawn: readonly string[]): Promise<void> {
  const names = await readdir(folder);
  const kept = await Promise.all(
    names.map(async (name) =>
      createHash("sha256")
        .update(await readFile(join(folder, name)))
        .digest("hex"),
    ),
  );
  if (kept.toSorted().join() !== drawn.toSorted().join())
    throw new Error(
      `The script kept ${kept.length} pictures; the emulator drew ${drawn.length} others.`,
    );
}
