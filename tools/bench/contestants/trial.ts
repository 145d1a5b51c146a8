import type { CallRecord } from "@bunch/emulator/bill";
import { drawBatch } from "./draw-batch.ts";
import type { EmulatedProvider } from "./emulated-provider.ts";
import { runScript } from "./run-script.ts";
import type { ScriptTask } from "./script-task.ts";
import { withBunch } from "./with-bunch.ts";

/** One contestant against a provider with limits or faults. */
export type Trial = {
  who: string;
  makespanMs: number;
  /** Prompts that became pictures. */
  done: number;
  total: number;
  /** What the provider saw, refused calls among them, in the order in which they came. */
  calls: CallRecord[];
};

type Task = { model: string; prompts: readonly string[]; seed: number; withinMs: number };

/** Lets a Bunch that was just installed have its try. */
export function tryBunch(
  provider: EmulatedProvider,
  task: Task & { env: Record<string, string> },
): Promise<Trial> {
  const { prompts } = task;
  const env = {
    GEMINI_BASE_URL: provider.url,
    MAX_PROMPTS: String(Math.max(100, prompts.length)),
    ...task.env,
  };
  return withBunch(env, async (bunch) => {
    await provider.deal(task.seed);
    const { makespanMs, stats } = await drawBatch(bunch, task);
    const calls = await provider.calls();
    return { who: "Bunch", makespanMs, done: stats.successful, total: prompts.length, calls };
  });
}

/** Lets a script as its users write it have its try. */
export async function tryScript(
  provider: EmulatedProvider,
  task: Task & Pick<ScriptTask, "slots" | "order" | "retries">,
): Promise<Trial> {
  await provider.deal(task.seed);
  const { makespanMs, keptAtMs } = await runScript({
    url: provider.url,
    task: { ...task, durability: "plain" },
    withinMs: task.withinMs,
  });
  const who =
    task.order === "chunks"
      ? `chunks of ${task.slots}, naive retry`
      : `a pool of ${task.slots}, full jitter`;
  const calls = await provider.calls();
  return { who, makespanMs, done: keptAtMs.length, total: task.prompts.length, calls };
}
