import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EmulatedProvider } from "../contestants/emulated-provider.ts";
import { promptsOf } from "../contestants/prompts.ts";
import { runScript, type ScriptRun } from "../contestants/run-script.ts";
import { accountOf } from "./account-of.ts";
import type { Scenario } from "./scenario.ts";

const mostMs = 600_000;

/** Lets the script draw all prompts, and sees that every picture lies on the disk. */
export async function runPlainScript(input: {
  scenario: Scenario;
  provider: EmulatedProvider;
  seed: number;
  durability: "plain" | "fsync";
}): Promise<ScriptRun & { boundMs: number }> {
  const { scenario, provider, durability } = input;
  await provider.deal(input.seed);
  const { model, slots } = scenario;
  const prompts = promptsOf(scenario.prompts);
  let boundMs = 0;
  const run = await runScript({
    url: provider.url,
    task: { model, prompts, slots, order: "pool", retries: "none", durability },
    withinMs: mostMs,
    look: async (folder) => {
      const account = await accountOf(provider, slots);
      boundMs = account.boundMs;
      await seeAllPictures(folder, account.pictures);
    },
  });
  return { ...run, boundMs };
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
