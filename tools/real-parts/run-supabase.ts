import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { howToGetParts, realPart } from "../testing/real-parts.ts";

const folder = realPart("@supabase/cli-linux-x64");

/** Whether Supabase's own command line is on this machine. */
export const hasSupabase = folder !== null;

const deadlineMs = 60_000;

/** Runs Supabase's own command line in a folder, as somebody who is new to this machine and tells nobody of it. */
export async function runSupabase(
  args: readonly string[],
  input: { workdir: string; typed?: string },
): Promise<{ code: number | null; said: string; alsoSaid: string }> {
  if (folder === null) throw new Error(`The Supabase CLI is not here: ${howToGetParts}.`);
  const home = await mkdtemp(join(tmpdir(), "bunch-supabase-"));
  try {
    const child = spawn(`${folder}bin/supabase`, [...args, "--workdir", input.workdir], {
      cwd: input.workdir,
      env: { PATH: process.env["PATH"], HOME: home, SUPABASE_TELEMETRY_DISABLED: "1" },
      signal: AbortSignal.timeout(deadlineMs),
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input.typed ?? "");
    const [code, said, alsoSaid] = await Promise.all([
      ended,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, said, alsoSaid };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
