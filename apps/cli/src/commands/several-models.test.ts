import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommandBench, picturesIn, startCommandBench } from "../testing/command-bench.ts";
import { jsonLines, runCommand } from "../testing/run-command.ts";

let bench: CommandBench;
beforeAll(async () => {
  bench = await startCommandBench();
});
afterAll(() => bench.stop());

const [google, openai] = ["gemini-nano-banana-2.1", "gpt-image-2"];
const env = { GEMINI_API_KEY: "AIzaSetByCommand-g1", OPENAI_API_KEY: "sk-set-by-command-o1" };

async function given(models: string[], more: string[] = []) {
  const cwd = await bench.folder();
  await writeFile(join(cwd, "prompts.txt"), "a fox\n\na hare\n\na bear");
  const words = ["batch", "run", "prompts.txt", "--server", bench.bunch.url, ...models, ...more];
  return { words, with: { cwd, env }, out: join(cwd, "pictures") };
}
const batches = async () => (await bench.bunch.client.listExecutions({ limit: 200 })).data;

test("C17, C3, K16: --model again draws the same prompts with each, into a folder for each, with each vendor's key; typed again nothing is paid twice", async () => {
  const run = await given(
    ["--model", google, "--model", `${openai},simulator`],
    ["--yes", "--json"],
  );
  const end = await runCommand(run.words, run.with);
  expect(end).toMatchObject({ status: 0 });
  const lines = jsonLines(end.stdout);
  const models = [google, openai, "simulator"];
  expect(lines[0]).toMatchObject({ type: "estimate", pictures: 9, prompts: 3 });
  expect(lines[0]?.["models"]).toMatchObject(models.map((model) => ({ model })));
  const submitted = lines.filter(({ type }) => type === "submitted");
  expect(submitted.map(({ folder }) => folder)).toEqual(
    models.map((model) => join("pictures", model)),
  );
  expect(lines.filter(({ type }) => type === "end")).toHaveLength(3);
  const set = new Set((await batches()).map((one) => one.set_id));
  expect(set.size).toBe(1);
  for (const [place, model] of models.entries()) {
    const files = await picturesIn(join(run.out, model));
    const id = String(submitted[place]?.["execution_id"]);
    const results = (await bench.bunch.client.listResults(id)).data;
    expect(files.size).toBe(3);
    for (const { result_url } of results) {
      const bytes = Buffer.from(await (await fetch(result_url ?? "")).arrayBuffer());
      expect([...files.values()]).toContain(createHash("sha256").update(bytes).digest("hex"));
    }
  }
  for (const { keyLastFour, model } of bench.emulator.calls())
    expect([model, keyLastFour]).toEqual(model === openai ? [openai, "d-o1"] : [google, "d-g1"]);
  expect(bench.emulator.calls()).toHaveLength(6);

  const again = await runCommand(run.words, run.with);
  expect(again).toMatchObject({ status: 0 });
  expect(jsonLines(again.stdout).filter(({ type }) => type === "submitted")).toMatchObject(
    submitted.map((line) => ({ ...line, is_new: false })),
  );
  expect(await batches()).toHaveLength(3);
  expect(bench.emulator.calls()).toHaveLength(6);
});

test("C17, C1: before the yes each model's price and the sum are shown", async () => {
  const run = await given(["--model", `${google},${openai}`], ["--max-cost", "1"]);
  const before = (await batches()).length;
  const end = await runCommand(run.words, run.with);
  expect(end.status).toBe(2);
  expect(end.stdout).toMatch(
    /Nano Banana 2\.1 \(gemini-nano-banana-2\.1\): \$0\.\d\d, GPT Image 2/,
  );
  expect(end.stdout).toContain("6 pictures");
  expect(await batches()).toHaveLength(before);
});

test.each([
  [["--model", `${google},${google}`], /Name each model once/],
  [["--model", "a,b,c,d,e"], /at most 4/],
])("C17: %j is refused before anything is sent", async (models, words) => {
  const run = await given(models, ["--yes"]);
  const end = await runCommand(run.words, run.with);
  expect(end.status).toBe(2);
  expect(end.stderr).toMatch(words);
});

test("C17, K16: one key for two vendors is refused, with the variables to set", async () => {
  const run = await given(["--model", `${google},${openai}`], ["--yes"]);
  const before = (await batches()).length;
  const end = await runCommand(run.words, {
    ...run.with,
    env: { BUNCH_API_KEY: "AIzaForAny-0000" },
  });
  expect(end.status).toBe(2);
  expect(end.stderr).toContain("Set one for each instead: GEMINI_API_KEY, OPENAI_API_KEY");
  expect(end.stderr).not.toContain("AIzaForAny");
  expect(await batches()).toHaveLength(before);
});
