import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { type CommandBench, picturesIn, startCommandBench } from "../testing/command-bench.ts";
import { displayWidth } from "./display-width.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const script = "/usr/bin/script";
/** Of util-linux; macOS has one that wants other words. */
const scriptFound = process.platform === "linux" && existsSync(script);
const scriptNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
if (!scriptFound)
  console.warn("The command line was not tried in a terminal: it needs Linux and /usr/bin/script.");

const columns = 40;
let bench: CommandBench;

beforeAll(async () => {
  bench = await startCommandBench({ latency: { kind: "fixed", ms: 300 } });
});
afterAll(() => bench.stop());
afterEach(() => bench.emulator.reset());

/** Runs `bunch` in a terminal of 40 columns, where it can be typed to. */
function inTerminal(words: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const command = [process.execPath, main, ...words, "--server", bench.bunch.url]
    .map((word) => `'${word}'`)
    .join(" ");
  const child = spawn(script, ["-qec", `stty cols ${columns} rows 30; ${command}`, "/dev/null"], {
    cwd,
    env: { ...process.env, TERM: "xterm-256color", LANG: "en_US.UTF-8", LC_ALL: "", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const seen = () => stripVTControlCharacters(said).replace(/\s+/g, " ");
  return {
    raw: () => said,
    seen,
    ended,
    type: (keys: string) => child.stdin.write(keys),
    until: (what: string) => until(what, () => seen().includes(what), { give: seen }),
  };
}

const model = ["--model", "gemini-nano-banana-2.1"];

describe.skipIf(!scriptFound && !scriptNeeded)("in a terminal of 40 columns", () => {
  test("C1, C8: Enter means no: nothing is sent", async () => {
    const cwd = await bench.folder();
    const env = { GEMINI_API_KEY: "AIzaTerminal" };
    const run = inTerminal(["batch", "run", "--prompt", "a fox", ...model], cwd, env);
    await run.until("Generate 1 picture — about $0.0");
    run.type("\r");
    expect(await run.ended).toBe(2);
    expect(run.seen()).toContain("Nothing was sent");
    expect(bench.emulator.calls()).toHaveLength(0);
  });

  test("C1: in French, o for Oui starts it", async () => {
    const cwd = await bench.folder();
    const env = { GEMINI_API_KEY: "AIzaTerminal", LANG: "fr_FR.UTF-8" };
    const run = inTerminal(["batch", "run", "--prompt", "un renard", ...model], cwd, env);
    await run.until("Oui");
    run.type("o");
    expect(await run.ended).toBe(0);
    expect(bench.emulator.calls()).toHaveLength(1);
  });

  test("C1, C2: a typed key is not shown, yes starts it, and no line of the bar is wider than the window", async () => {
    const cwd = await bench.folder();
    const key = "AIzaTypedCanary";
    const prompts = Array.from({ length: 8 }, (_, n) => [
      "--prompt",
      `a very long prompt of foxes ${n}`,
    ]);
    const run = inTerminal(["batch", "run", ...prompts.flat(), ...model], cwd);
    await run.until("Gemini key");
    run.type(`${key}\r`);
    await run.until("Generate 8 pictures");
    run.type("y");
    expect(await run.ended).toBe(0);
    expect(run.raw()).not.toContain(key);
    expect(run.seen()).toContain("8 of 8 pictures are in pictures");
    expect((await picturesIn(join(cwd, "pictures"))).size).toBe(8);
    expect(await readFile(join(cwd, "pictures/.bunch-batch.json"), "utf8")).not.toContain(key);
    const drawn = run
      .raw()
      .split("\n")
      .filter((line) => /[█░]/.test(line));
    expect(drawn.length).toBeGreaterThan(2);
    for (const line of stripVTControlCharacters(drawn.join("\n")).split(/[\r\n]+/))
      expect(displayWidth(line)).toBeLessThan(columns);
    // Drawn over, never cleared: what was there stays until the new is written.
    expect(run.raw()).not.toContain("\u001B[2J");
  });

  test("C7, C8: Ctrl-C in the terminal ends the watching with 130", async () => {
    const cwd = await bench.folder();
    const env = { GEMINI_API_KEY: "AIzaTerminal" };
    const prompts = ["a hare", "a fox [[hang_before_headers]]"].flatMap((one) => ["--prompt", one]);
    const run = inTerminal(["batch", "run", ...prompts, ...model, "--yes"], cwd, env);
    await run.until("1 of 2");
    run.type("\u0003");
    expect(await run.ended).toBe(130);
    expect(run.seen()).toMatch(/Batch [0-9a-f]{8} goes on\./);
    bench.emulator.release();
    await until("both are drawn", () => bench.emulator.calls().every((call) => call.billed));
  });

  test("C10, X17: what may be charged already is asked about, and drawn again on the spot", async () => {
    const cwd = await bench.folder();
    const env = { GEMINI_API_KEY: "AIzaTerminal" };
    const prompts = ["one", "two [[reset_after_accept,ok]]"].flatMap((one) => ["--prompt", one]);
    const words = ["batch", "run", ...prompts, ...model, "--yes", "--on-doubt", "ask"];
    const run = inTerminal(words, cwd, env);
    await run.until("1 picture may have been drawn and charged");
    await run.until("What shall become of it?");
    // From "later", which is chosen first, to the next.
    run.type("\u001B[B");
    run.type("\r");
    expect(await run.ended).toBe(0);
    expect((await picturesIn(join(cwd, "pictures"))).size).toBe(2);
  });

  test("C10: a cap that is reached may be raised on the spot", async () => {
    const cwd = await bench.folder();
    const env = { GEMINI_API_KEY: "AIzaTerminal" };
    const prompts = ["one", "two", "three"].flatMap((prompt) => ["--prompt", prompt]);
    const words = ["batch", "run", ...prompts, ...model, "--yes", "--max-cost", "0.07"];
    const run = inTerminal(words, cwd, env);
    await run.until("New cap in dollars, now $0.07");
    run.type("0.05\r");
    await run.until("Give an amount above $0.07");
    run.type("\u007F".repeat(4));
    run.type("1\r");
    expect(await run.ended).toBe(0);
    expect((await picturesIn(join(cwd, "pictures"))).size).toBe(3);
  });
});
