import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeTestFolder } from "../../testing/test-folder.ts";
import { canMeasure, usageOf } from "../measuring/process-usage.ts";
import type { GroupUsage } from "../measuring/usage-meter.ts";
import type { ScriptAccount, ScriptTask } from "./script-task.ts";
import { startProcess } from "./start-process.ts";

/** What one run of the script came to. */
export type ScriptRun = ScriptAccount & {
  usage: GroupUsage;
  /** Its start is on its account too, where a server's is not: told apart. */
  startCpuMs: number;
};

/** Lets the script do its task in a process of its own; `look` sees the folder of its pictures before that goes. */
export async function runScript(input: {
  url: string;
  task: ScriptTask;
  withinMs: number;
  look?: (folder: string) => Promise<void>;
}): Promise<ScriptRun> {
  const folder = await makeTestFolder();
  const pictures = join(folder, "pictures");
  const script = startProcess("tools/bench/contestants/genai-script.ts", [input.url, pictures]);
  try {
    await script.hears("awake");
    script.tell(JSON.stringify(input.task));
    await script.hears("ready");
    const before = canMeasure ? usageOf(script.pid) : null;
    script.tell("go");
    const line = await script.hears("drawn ", input.withinMs);
    const after = canMeasure ? usageOf(script.pid) : null;
    const account = JSON.parse(line.slice("drawn ".length)) as ScriptAccount;
    await input.look?.(pictures);
    return {
      ...account,
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
