import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { type CommandBench, picturesIn, startCommandBench } from "../testing/command-bench.ts";
import { jsonLines, runCommand } from "../testing/run-command.ts";
import { startLiar } from "../testing/start-liar.ts";

let bench: CommandBench;

beforeAll(async () => {
  bench = await startCommandBench();
});
afterAll(() => bench.stop());
afterEach(() => bench.emulator.reset());

const model = "gemini-nano-banana-2.1";
const env = { GEMINI_API_KEY: "AIzaBadCompany" };
const batches = async () => (await bench.bunch.client.listExecutions({ limit: 200 })).data;

/** A folder in a folder of its own, so that what lands beside it is seen. */
async function place(): Promise<string> {
  const cwd = join(await bench.folder(), "a/b");
  await mkdir(cwd, { recursive: true });
  return cwd;
}

function run(cwd: string, server: string, more: string[] = []) {
  const words = ["batch", "run", "--prompt", "a fox", "--prompt", "a hare", "--model", model];
  return runCommand([...words, "--yes", "--server", server, ...more], { cwd, env });
}

test("C6, C11: an id that a server made up leads to no folder outside, and into no command to copy", async () => {
  const cwd = await place();
  await run(cwd, bench.bunch.url);
  const [batch] = await batches();
  const id = batch?.id ?? "";
  const odd = "/../../x";
  const liar = await startLiar(bench.bunch.url, (_, answer) =>
    answer.replaceAll(`"id":"${id}"`, `"id":"${odd}"`),
  );
  onTestFinished(() => liar.stop());
  const end = await runCommand(["batch", "download", id, "--server", liar.url], { cwd, env });
  expect(await readdir(join(cwd, ".."))).toEqual(["b"]);
  expect(await readdir(join(cwd, "../.."))).toEqual(["a"]);
  expect(end.stdout + end.stderr).not.toContain(odd);
});

test("C11: JSON too reaches the terminal without control characters, and says the same", async () => {
  const cwd = await place();
  const prompt = "a fox\u009B2J\u007F\u0085";
  const words = ["batch", "run", "--prompt", prompt, "--model", model, "--yes", "--json"];
  const end = await runCommand([...words, "--server", bench.bunch.url], { cwd, env });
  expect(end.stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  const picture = jsonLines(end.stdout).find(({ type }) => type === "picture");
  expect(picture?.["prompt"]).toContain("\u009B2J\u007F");
});

test("C3: answers that break off in the middle are asked for again", async () => {
  const cwd = await place();
  const liar = await startLiar(bench.bunch.url, (asked, answer, nth) =>
    /execut/.test(asked) && nth === 2 - Number(asked.includes("/execute")) ? null : answer,
  );
  onTestFinished(() => liar.stop());
  const before = (await batches()).length;
  const end = await run(cwd, liar.url);
  expect(end).toMatchObject({ status: 0, stderr: "" });
  expect(await batches()).toHaveLength(before + 1);
  expect((await picturesIn(join(cwd, "pictures"))).size).toBe(2);
});

test("C3: --again typed twice at once is one batch more, not two", async () => {
  const cwd = await place();
  let asking = 0;
  let atOnce = 1;
  const liar = await startLiar(bench.bunch.url, async (asked, answer) => {
    if (!asked.includes("/estimate")) return answer;
    // Whoever asks for the price has seen how the folder stands.
    asking += 1;
    await until("all have asked for the price", () => asking >= atOnce);
    return answer;
  });
  onTestFinished(() => liar.stop());
  const before = (await batches()).length;
  expect(await run(cwd, liar.url)).toMatchObject({ status: 0 });
  atOnce = asking + 3;
  const again = () => run(cwd, liar.url, ["--again"]);
  const ends = await Promise.all([again(), again(), again()]);
  expect(ends.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(await batches()).toHaveLength(before + 2);
  expect(bench.emulator.calls()).toHaveLength(4);
  expect(await again()).toMatchObject({ status: 0 });
  expect(await batches()).toHaveLength(before + 3);
});
