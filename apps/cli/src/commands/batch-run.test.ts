import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { type CommandBench, picturesIn, startCommandBench } from "../testing/command-bench.ts";
import { jsonLines, runCommand, startCommand } from "../testing/run-command.ts";
import { startProxy } from "../testing/start-proxy.ts";

let bench: CommandBench;
let cwd: string;

beforeAll(async () => {
  bench = await startCommandBench();
});
afterAll(() => bench.stop());
afterEach(() => bench.emulator.reset());

const key = "AIzaCommandLineCanary7";
const model = "gemini-nano-banana-2.1";

/** Words of a run against the bench, and what it needs around it. */
async function given(prompts: readonly string[], more: string[] = [], server = bench.bunch.url) {
  cwd = await bench.folder();
  await writeFile(join(cwd, "prompts.txt"), prompts.join("\n\n"));
  const words = ["batch", "run", "prompts.txt", "--model", model, "--server", server, ...more];
  return { words, with: { cwd, env: { GEMINI_API_KEY: key } }, out: join(cwd, "pictures") };
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `picture ${n + 1}`);
const batches = async () => (await bench.bunch.client.listExecutions({ limit: 200 })).data;

test("C1, C8: without a terminal and without --yes it shows count and price, sends nothing and ends with 2", async () => {
  const before = await batches();
  const run = await given(["a fox\nin snow", "a hare"], ["--variations", "2"]);
  const end = await runCommand(run.words, run.with);
  expect(end.status).toBe(2);
  expect(end.stdout).toContain("4 pictures: 2 prompts × 2");
  expect(end.stdout).toMatch(/about \$0\.\d\d, at most about \$0\.\d\d · about \$0\.\d{3} each/);
  expect(end.stdout).toContain("a fox in snow");
  expect(end.stderr).toContain("add --yes");
  expect(await batches()).toHaveLength(before.length);
  expect(await readdir(cwd)).toEqual(["prompts.txt"]);
});

test("C6, C8, C9: a run puts the model's very bytes into the folder, tells each in JSON alone, and ends with 0", async () => {
  const run = await given([...numbered(5), "picture 5"], ["--yes", "--json", "--variations", "2"]);
  const end = await runCommand(run.words, run.with);
  expect(end).toMatchObject({ status: 0 });
  const lines = jsonLines(end.stdout);
  expect(lines.map(({ type }) => type).filter((type) => type !== "progress")).toEqual([
    "estimate",
    "submitted",
    ...Array.from({ length: 12 }, () => "picture"),
    "end",
  ]);
  expect(lines[0]).toMatchObject({ model, prompts: 6, pictures: 12, reference_images: 0 });
  const id = String(lines.at(-1)?.["execution_id"]);
  expect(lines.at(-1)).toMatchObject({
    status: "completed",
    exit_status: 0,
    saved: 12,
    unsaved: 0,
  });
  const files = await picturesIn(run.out);
  expect(files.size).toBe(12);
  expect([...files.keys()][1]).toBe("1b-picture-1.png");
  const told = lines.filter(({ type }) => type === "picture");
  for (const result of (await bench.bunch.client.listResults(id)).data) {
    const bytes = Buffer.from(await (await fetch(result.result_url ?? "")).arrayBuffer());
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const line = told.find((one) => one["result_id"] === result.id);
    expect(line).toMatchObject({ sha256, bytes: bytes.byteLength, fetched: true });
    expect(files.get(String(line?.["file"]).slice("pictures/".length))).toBe(sha256);
  }
  expect(end.stderr).toContain("12 of 12 pictures are in pictures");
});

test("M17, C1: a seed is shown, sent and kept; a model that takes none is told in the reader's language", async () => {
  const seeded = await given(["a fox"], ["--yes", "--seed", "4294967295"]);
  const words = seeded.words.map((word) => (word === model ? "simulator" : word));
  const end = await runCommand(words, seeded.with);
  expect(end).toMatchObject({ status: 0 });
  expect(end.stdout).toMatch(/Seed +4294967295/u);
  const [latest] = await batches();
  expect(latest?.seed).toBe(4294967295);
  const server = ["--server", bench.bunch.url];
  const shown = await runCommand(["batch", "show", latest?.id ?? "", ...server], seeded.with);
  expect(shown.stdout).toMatch(/Seed +4294967295/u);

  const none = await given(["a fox"], ["--yes", "--seed", "7", "--lang", "fr"]);
  const told = await runCommand(none.words, none.with);
  expect(told.stdout).toContain("ne prend pas de graine\u00A0: ses images");
  expect(told.stdout).not.toMatch(/Graine +7/u);
  const wrong = await given(["a fox"], ["--yes", "--seed", "4294967296"]);
  expect(await runCommand(wrong.words, wrong.with)).toMatchObject({ status: 2 });
});

test("C3: killed midway and typed again: one batch, no call made twice, every picture there", async () => {
  const before = await batches();
  // The last ones are held until the command has died often enough.
  const held = numbered(8).map((prompt) => `${prompt} of those held [[hang_before_headers]]`);
  const run = await given([...numbered(12), ...held], ["--yes"]);
  for (const [kill, least] of [2, 9, 12].entries()) {
    const command = startCommand(run.words, run.with);
    await until(
      "some pictures are there, and the command is at work",
      async () =>
        /has begun|goes on; nothing is paid twice/.test(command.stdout()) &&
        (await picturesIn(run.out).catch(() => new Map())).size >= least,
      { give: () => command.stdout() + command.stderr() },
    );
    expect(command.stdout().includes("goes on; nothing is paid twice")).toBe(kill > 0);
    command.kill("SIGKILL");
    await command.ended;
  }
  const releasing = setInterval(() => bench.emulator.release(), 50);
  onTestFinished(() => clearInterval(releasing));
  const end = await runCommand(run.words, run.with);
  expect(end).toMatchObject({ status: 0 });
  expect(await batches()).toHaveLength(before.length + 1);
  expect(bench.emulator.calls()).toHaveLength(20);
  const files = await picturesIn(run.out);
  expect(files.size).toBe(20);
  expect([...files.keys()].slice(0, 2)).toEqual(["01-picture-1.png", "02-picture-2.png"]);
  const sent = new Set(bench.emulator.calls().flatMap((call) => call.imageSha256));
  for (const sha256 of files.values()) expect(sent.has(sha256)).toBe(true);
});

test("C3: dead between the sending and the answer, and typed again: one batch, paid once", async () => {
  let isSwallowed = false;
  const proxy = await startProxy(bench.bunch.url, {
    swallow: (asked, nth) => (asked.includes("/execute") && nth === 1 ? "hang" : null),
    onSwallowed: () => (isSwallowed = true),
  });
  onTestFinished(() => proxy.stop());
  const before = await batches();
  const run = await given(numbered(4), ["--yes"], proxy.url);
  const command = startCommand(run.words, run.with);
  await until("the server has the batch and the command no answer", () => isSwallowed);
  command.kill("SIGKILL");
  await command.ended;
  const note = JSON.parse(await readFile(join(run.out, ".bunch-batch.json"), "utf8"));
  expect(note).toMatchObject({ execution_id: null, server: proxy.url });

  const end = await runCommand(run.words, run.with);
  expect(end).toMatchObject({ status: 0 });
  expect(end.stdout).toContain("cannot be paid twice");
  expect(await batches()).toHaveLength(before.length + 1);
  expect(bench.emulator.calls()).toHaveLength(4);
  expect((await picturesIn(run.out)).size).toBe(4);
});

test("C3: a line that breaks before the answer is tried again by itself, under the same number", async () => {
  const proxy = await startProxy(bench.bunch.url, {
    swallow: (asked, nth) => (asked.includes("/execute") && nth <= 2 ? "break" : null),
  });
  onTestFinished(() => proxy.stop());
  const before = await batches();
  const run = await given(numbered(3), ["--yes"], proxy.url);
  expect(await runCommand(run.words, run.with)).toMatchObject({ status: 0 });
  expect(proxy.passed().filter((asked) => asked.includes("/execute"))).toHaveLength(3);
  expect(await batches()).toHaveLength(before.length + 1);
  expect(bench.emulator.calls()).toHaveLength(3);
});

test("C3: the same command typed twice at once is one batch, and neither spoils the other's pictures", async () => {
  const before = await batches();
  const run = await given(numbered(6), ["--yes"]);
  const ends = await Promise.all([1, 2, 3].map(() => runCommand(run.words, run.with)));
  expect(ends.map(({ status, stderr }) => ({ status, stderr }))).toEqual(
    ends.map(() => ({ status: 0, stderr: expect.not.stringContaining("Error") as unknown })),
  );
  expect(await batches()).toHaveLength(before.length + 1);
  expect(bench.emulator.calls()).toHaveLength(6);
  expect((await picturesIn(run.out)).size).toBe(6);
});

test("C3, C4: a refused --again leaves the finished batch's note, so that it is not paid again unasked", async () => {
  let refuses = false;
  const proxy = await startProxy(bench.bunch.url, {
    refuse: (asked) => (refuses && asked.includes("/execute") ? 400 : null),
  });
  onTestFinished(() => proxy.stop());
  const run = await given(numbered(2), ["--yes"], proxy.url);
  expect(await runCommand(run.words, run.with)).toMatchObject({ status: 0 });
  refuses = true;
  expect(await runCommand([...run.words, "--again"], run.with)).toMatchObject({ status: 2 });
  refuses = false;
  const end = await runCommand(run.words, run.with);
  expect(end.stdout).toContain("is finished");
  expect(bench.emulator.calls()).toHaveLength(2);
});

test("C7, C8: Ctrl-C ends the watching with 130 and says how to go on; the batch goes on, and so does the command", async () => {
  const held = ["hare", "fox"].map((prompt) => `a ${prompt} [[hang_before_headers]]`);
  const run = await given([...numbered(8), ...held], ["--yes"]);
  const command = startCommand(run.words, run.with);
  await until("the first is there", async () => {
    return (await picturesIn(run.out).catch(() => new Map())).size > 0;
  });
  command.kill("SIGINT");
  const end = await command.ended;
  expect(end.status).toBe(130);
  expect(end.stderr).toMatch(/Stopped watching\. Batch [0-9a-f]{8} goes on\./);
  const id = /batch cancel ([0-9a-f]{8})/.exec(end.stderr)?.[1] ?? "none";
  const batch = (await batches()).find((one) => one.id.startsWith(id));
  expect(batch?.status).toBe("processing");
  const releasing = setInterval(() => bench.emulator.release(), 50);
  onTestFinished(() => clearInterval(releasing));
  const again = await runCommand(run.words, run.with);
  expect(again).toMatchObject({ status: 0 });
  expect(bench.emulator.calls()).toHaveLength(10);
  expect((await picturesIn(run.out)).size).toBe(10);
});

test("C4, C6: finished and typed again with --yes it sends and fetches nothing; --again draws anew beside the old", async () => {
  const proxy = await startProxy(bench.bunch.url);
  onTestFinished(() => proxy.stop());
  const run = await given(numbered(3), ["--yes"], proxy.url);
  expect(await runCommand(run.words, run.with)).toMatchObject({ status: 0 });
  const before = await picturesIn(run.out);
  const asked = () => proxy.passed().filter((one) => /execute|\/files\//.test(one)).length;
  const askedBefore = asked();
  const second = await runCommand(run.words, run.with);
  expect(second).toMatchObject({ status: 0 });
  expect(second.stdout).toContain("is finished");
  expect(second.stderr).toContain("add --again");
  expect(asked()).toBe(askedBefore);
  expect(bench.emulator.calls()).toHaveLength(3);

  expect(await runCommand([...run.words, "--again"], run.with)).toMatchObject({ status: 0 });
  expect(bench.emulator.calls()).toHaveLength(6);
  const after = await picturesIn(run.out);
  expect(after.size).toBe(6);
  for (const [name, sha256] of before) expect(after.get(name)).toBe(sha256);
  expect([...after.keys()]).toContain("1-picture-1-2.png");
});

test("C5: another request in the same folder is refused with 2, and nothing is sent", async () => {
  const run = await given(numbered(2), ["--yes"]);
  expect(await runCommand(run.words, run.with)).toMatchObject({ status: 0 });
  const calls = bench.emulator.calls().length;
  const other = await runCommand([...run.words, "--ratio", "16:9"], run.with);
  expect(other.status).toBe(2);
  expect(other.stderr).toContain("pictures belongs to another batch");
  await rm(run.out, { recursive: true });
  await runCommand(run.words.concat("--out", "."), run.with);
  await writeFile(join(cwd, ".bunch-batch.json"), "{");
  const broken = await runCommand(run.words.concat("--out", "."), run.with);
  expect(broken).toMatchObject({ status: 2 });
  expect(broken.stderr).toContain(".bunch-batch.json cannot be read");
  expect(bench.emulator.calls()).toHaveLength(calls + 2);
});

test("C6: a file of somebody else keeps its name and content; what was removed is fetched again, alone", async () => {
  const proxy = await startProxy(bench.bunch.url);
  onTestFinished(() => proxy.stop());
  const run = await given(numbered(3), ["--yes"], proxy.url);
  await runCommand(run.words, run.with);
  await writeFile(join(run.out, "2-picture-2.png"), "mine");
  await writeFile(join(run.out, `.bunch-${2 ** 22 - 1}-0123abcd.part`), "half");
  await rm(join(run.out, "3-picture-3.png"));
  const fetched = () => proxy.passed().filter((one) => one.includes("/files/")).length;
  const before = fetched();
  const end = await runCommand(run.words, run.with);
  expect(end.status).toBe(0);
  expect(fetched() - before).toBe(2);
  const files = await picturesIn(run.out);
  expect([...files.keys()]).toEqual([
    "1-picture-1.png",
    "2-picture-2-2.png",
    "2-picture-2.png",
    "3-picture-3.png",
  ]);
  expect(await readFile(join(run.out, "2-picture-2.png"), "utf8")).toBe("mine");
  expect(end.stdout).toContain("2-picture-2-2.png");
});

test("C8, C10: 3 where some failed with their reasons, 1 where all did, 5 where it was cancelled", async () => {
  const some = await given(["a hare", "a fox [[image_safety]]"], ["--yes"]);
  const partly = await runCommand(some.words, some.with);
  expect(partly.status).toBe(3);
  expect(partly.stdout).toContain("1 of 2 pictures is in pictures");
  expect(partly.stdout).toContain("Google’s filter held the picture back.");
  expect(partly.stdout).toMatch(/bunch batch retry [0-9a-f]{8}/);

  const none = await given(["a fox [[image_safety]]"], ["--yes", "--json"]);
  const wholly = await runCommand(none.words, none.with);
  expect(wholly.status).toBe(1);
  const lines = jsonLines(wholly.stdout);
  expect(lines.find(({ type }) => type === "failed")).toMatchObject({
    number: 1,
    code: "filtered",
  });
  expect(lines.at(-1)).toMatchObject({ type: "end", status: "failed", exit_status: 1 });

  const callsBefore = bench.emulator.calls().length;
  const held = numbered(12).map((prompt) => `${prompt} [[hang_before_headers]]`);
  const run = await given(["a bear", ...held], ["--yes"]);
  const command = startCommand(run.words, run.with);
  await until("it has begun", () => /Batch [0-9a-f]{8} has begun/.test(command.stdout()));
  const id = /Batch ([0-9a-f]{8}) has begun/.exec(command.stdout())?.[1] ?? "";
  const cancel = await runCommand(["batch", "cancel", id, "--server", bench.bunch.url], { cwd });
  expect(cancel.status).toBe(0);
  expect(cancel.stdout).toMatch(/Cancelled: \d+ not started, saves about \$0\.\d\d/);
  const releasing = setInterval(() => bench.emulator.release(), 50);
  onTestFinished(() => clearInterval(releasing));
  const end = await command.ended;
  expect(end.status).toBe(5);
  // What was under way was paid, so it is there.
  expect((await picturesIn(run.out)).size).toBe(bench.emulator.calls().length - callsBefore);
});

test("C8, C10: a batch that its key pauses ends the command with 4, reason and mend; with another key it goes on to the end", async () => {
  bench.emulator.configure({ revokeKeyAfterCalls: { [key]: 3 } });
  const run = await given(numbered(8), ["--yes"]);
  const paused = await runCommand(run.words, run.with);
  expect(paused.status).toBe(4);
  const id = /batch resume ([0-9a-f]{8}) --key-file FILE/.exec(paused.stderr)?.[1] ?? "";
  expect(id).not.toBe("");
  expect(paused.stderr).toMatch(/Google (refused|has blocked) this key\./);
  expect((await picturesIn(run.out)).size).toBe(3);

  await writeFile(join(cwd, "other.key"), "AIzaOtherKey\n");
  const words = ["batch", "resume", id, "--key-file", "other.key", "--server", bench.bunch.url];
  expect(await runCommand(words, { cwd })).toMatchObject({ status: 0 });
  expect(await runCommand(run.words, run.with)).toMatchObject({ status: 0 });
  expect((await picturesIn(run.out)).size).toBe(8);
});

test("C2: the key is in no argument, no output and no file of the command's", async () => {
  bench.emulator.configure({ latency: { kind: "fixed", ms: 200 } });
  const run = await given(numbered(4), ["--yes", "--json", "--key-file", "key.txt"]);
  await writeFile(join(cwd, "key.txt"), `${key}\n`);
  const command = startCommand(run.words, { cwd });
  await until("the note is there", async () => {
    return (await readFile(join(run.out, ".bunch-batch.json"), "utf8").catch(() => "")) !== "";
  });
  const argv = await readFile(`/proc/${command.pid}/cmdline`, "utf8").catch(() => "");
  const end = await command.ended;
  expect(end.status).toBe(0);
  expect(bench.emulator.calls().every((call) => call.keyLastFour === key.slice(-4))).toBe(true);
  await rm(join(cwd, "key.txt"));
  const said = [argv, end.stdout, end.stderr];
  for (const name of await readdir(cwd, { recursive: true }))
    said.push(await readFile(join(cwd, name), "latin1").catch(() => ""));
  for (const text of said) expect(text).not.toContain(key);
  expect((await stat(join(run.out, ".bunch-batch.json"))).mode & 0o777).toBe(0o600);

  const wrong = await runCommand(["batch", "run", `--api-key=${key}`], { cwd });
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("never given on the command line");
  expect(wrong.stderr).not.toContain(key);
});

test("C2, C8: no key, a refused key, a file that is no key: 2, and nothing is sent", async () => {
  bench.emulator.configure({ acceptedKeys: ["AIzaOnlyThis"] });
  const run = await given(["a fox"], ["--yes"]);
  const none = await runCommand(run.words, { cwd });
  expect(none).toMatchObject({ status: 2 });
  expect(none.stderr).toContain("needs a key of Google Gemini");
  const refused = await runCommand(run.words, run.with);
  expect(refused).toMatchObject({ status: 2 });
  expect(refused.stderr).toContain("Google refused this key");
  const noKey = await runCommand([...run.words, "--key-file", "prompts.txt"], { cwd });
  expect(noKey).toMatchObject({ status: 2 });
  expect(bench.emulator.calls()).toHaveLength(0);
  await expect(readdir(run.out)).rejects.toThrow("ENOENT");
});

test("P14, C1: a list draws each prompt as its row asks, and names its picture so", async () => {
  const run = await given([], ["--yes", "--json"]);
  const csv =
    "\uFEFFtexte;format;taille;images;nom;SKU\r\nune boîte, vue de face;16:09;2K;;boîte;7\r\nun lièvre;;;2;;8\r\n";
  await writeFile(join(cwd, "liste.csv"), csv);
  const end = await runCommand(
    run.words.map((word) => (word === "prompts.txt" ? "liste.csv" : word)),
    run.with,
  );
  expect(end).toMatchObject({ status: 0 });
  expect(end.stderr).toContain("SKU");
  expect([...(await picturesIn(run.out)).keys()].toSorted()).toEqual([
    "2-un-lièvre.png",
    "3-un-lièvre.png",
    "boîte.png",
  ]);
  const calls = bench.emulator
    .calls()
    .map((call) => [call.prompt, call.aspectRatio, call.imageSize]);
  expect(calls).toHaveLength(3);
  expect(calls).toContainEqual(["une boîte, vue de face", "16:9", "2K"]);
  expect(calls).toContainEqual(["un lièvre", "1:1", "1K"]);
});

test("P17, C1: a table without prompts fills the one of the command, beside others, and a missing column is told and nothing sent", async () => {
  const run = await given([], ["--yes", "--json"]);
  await writeFile(join(cwd, "products.csv"), "Product;ratio;nom\r\nteapot;16:9;tea\r\nvase;;\r\n");
  const words = run.words.map((word) => (word === "prompts.txt" ? "products.csv" : word));
  const before = await batches();
  const missing = await runCommand([...words, "--prompt", "a {{colour}} {{product}}"], run.with);
  expect(missing.status).toBe(2);
  expect(missing.stderr).toContain('row 1 – no column is called "colour"');
  expect(await batches()).toHaveLength(before.length);
  const end = await runCommand(
    [...words, "--prompt", "a {{product}} on slate", "--prompt", "an owl"],
    run.with,
  );
  expect(end).toMatchObject({ status: 0 });
  const calls = bench.emulator.calls().map((call) => [call.prompt, call.aspectRatio]);
  expect(calls.toSorted()).toEqual([
    ["a teapot on slate", "16:9"],
    ["a vase on slate", "1:1"],
    ["an owl", "1:1"],
  ]);
});

test("P16, C1, C8: a list that does not fit is refused by row and column, and nothing is sent", async () => {
  const run = await given([], ["--yes"]);
  await writeFile(
    join(cwd, "list.jsonl"),
    '"a fox"\n{"prompt": "b", "ratio": "wide", "seed": 1}\n',
  );
  const before = await batches();
  const end = await runCommand(
    run.words.map((word) => (word === "prompts.txt" ? "list.jsonl" : word)),
    run.with,
  );
  expect(end.status).toBe(2);
  expect(end.stderr).toContain('row 2, ratio – "wide" is no shape.');
  expect(end.stderr).toContain("row 2, seed – no prompt has this field.");
  expect(await batches()).toHaveLength(before.length);
});

test.each([
  ["no prompt", [], "", "There is no prompt"],
  ["a prompt too long", ["-"], "x".repeat(8001), "8,001 characters, 1 too many"],
  ["a NUL", ["-"], "a fox\n\na \0 hare", "Prompt 2 holds a character"],
  ["a picture for prompts", ["-"], Buffer.from("89504e470d0a1a0aff", "hex"), "is not text"],
  ["a file that is not there", ["nowhere.txt"], "", "nowhere.txt cannot be read: no such file"],
  [
    "a reference that is text",
    ["-", "--ref", "prompts.txt"],
    "a fox",
    "is not a PNG, JPEG or WebP",
  ],
  ["an unknown model", ["-", "--model", "none"], "a fox", "none"],
  ["a shape that is not drawn", ["-", "--ratio", "7:3"], "a fox", "16:9"],
  [
    "nine pictures a prompt",
    ["-", "--variations", "9"],
    "a fox",
    "--variations has to be a whole number",
  ],
  ["a cap of words", ["-", "--max-cost", "much"], "a fox", "--max-cost has to be an amount"],
  ["an unknown option", ["-", "--colour"], "a fox", "There is no option --colour."],
])("C1, C8: %s is refused with 2 before anything is sent", async (_, words, input, sentence) => {
  cwd = await bench.folder();
  await writeFile(join(cwd, "prompts.txt"), "text");
  const before = await batches();
  const end = await runCommand(
    ["batch", "run", "--model", model, "--server", bench.bunch.url, "--yes", ...words],
    { cwd, env: { GEMINI_API_KEY: key }, input },
  );
  expect(end.stderr).toContain(sentence);
  expect(end.status).toBe(2);
  expect(await batches()).toHaveLength(before.length);
  expect(await readdir(cwd)).toEqual(["prompts.txt"]);
});

test("C11: what a prompt holds cannot steer the terminal", async () => {
  cwd = await bench.folder();
  const end = await runCommand(
    ["batch", "run", "-", "--model", model, "--server", bench.bunch.url],
    {
      cwd,
      input: "a fox\u001B]0;owned\u0007\u001B[2J\u202Ehare\u009B31m",
      env: { FORCE_COLOR: "1" },
    },
  );
  expect(end.stdout).toContain("a fox ]0;owned [2Jhare 31m");
  // Only colours are left of what begins with an escape.
  const rest = stripVTControlCharacters(end.stdout).replaceAll("\n", "");
  expect(rest).not.toMatch(/[\p{Cc}\u202E]/u);
  expect(end.stdout).not.toMatch(/\p{Cc}\]|\p{Cc}\[2J|\u009B/u);
  expect(end.stdout).toContain("\u001B[1m");
});
