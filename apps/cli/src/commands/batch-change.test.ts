import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPictureMetadata } from "@bunch/contracts/metadata/read-picture-metadata";
import { withoutMetadata } from "@bunch/contracts/metadata/without-metadata";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { type CommandBench, picturesIn, startCommandBench } from "../testing/command-bench.ts";
import { jsonLines, runCommand } from "../testing/run-command.ts";

let bench: CommandBench;
let cwd: string;

beforeAll(async () => {
  bench = await startCommandBench();
  cwd = await bench.folder();
});
afterAll(() => bench.stop());
afterEach(() => bench.emulator.reset());

const bunch = (...words: string[]) => runCommand([...words, "--server", bench.bunch.url], { cwd });

async function submit(prompts: string[], fields: Record<string, string> = {}): Promise<string> {
  const form = new FormData();
  form.set("api_key", "AIzaChange");
  form.set("prompts", JSON.stringify(prompts));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return (await bench.bunch.client.execute(form, crypto.randomUUID())).execution_id;
}

const ended = (id: string) =>
  until("the batch has ended", async () => {
    return (await bench.bunch.client.getExecution(id)).completed_at !== null;
  });

test("list and show tell name, status, counts and why something failed, for people and as JSON", async () => {
  const id = await submit(["a hare", "a fox [[image_safety]]"], { name: "spring shop" });
  await ended(id);
  const list = await bunch("batch", "list");
  expect(list.stdout).toMatch(
    new RegExp(`${id.slice(0, 8)}.*completed.*1 of 2, 1 failed.*spring shop`),
  );
  const show = await bunch("batch", "show", id.slice(0, 8));
  expect(show.stdout).toContain(id);
  expect(show.stdout).toContain("1 of 2 · 1 failed");
  expect(show.stdout).toContain("Google’s filter held the picture back");
  const json = jsonLines((await bunch("batch", "show", id, "--json")).stdout);
  expect(json.map(({ type }) => type)).toEqual(["batch", "result", "result"]);
  expect(json[0]).toMatchObject({ id, name: "spring shop", status: "completed" });
  const none = await bunch("batch", "list", "--status", "cancelled", "--json");
  expect(none).toMatchObject({ status: 0, stdout: "" });
  for (const search of ["SPRING", "a hare", "gemini"])
    expect((await bunch("batch", "list", "--search", search)).stdout).toContain(id.slice(0, 8));
  const nothing = await bunch("batch", "list", "--search", "autumn");
  expect(nothing).toMatchObject({ status: 0, stdout: "No batch fits.\n" });
});

test("C8: an id that names nothing, several, or is none is refused with 2", async () => {
  for (const id of ["00000000-0000-4000-8000-000000000000", "ffff0", "../x"]) {
    const end = await bunch("batch", "show", id);
    expect(end.status).toBe(2);
    expect(end.stderr).toContain("bunch batch list");
  }
});

test("C6: download saves what a batch has, and a second one fetches only what is missing", async () => {
  const id = await submit(["a hare", "a fox", "a bear"]);
  await ended(id);
  const first = await bunch("batch", "download", id, "--out", "copies");
  expect(first).toMatchObject({ status: 0 });
  expect(first.stdout).toContain("3 pictures are in copies (3 fetched now)");
  await rm(join(cwd, "copies/2-a-fox.png"));
  const second = await bunch("batch", "download", id, "--out", "copies");
  expect(second.stdout).toContain("3 pictures are in copies (1 fetched now)");
  expect([...(await picturesIn(join(cwd, "copies"))).keys()]).toEqual([
    "1-a-hare.png",
    "2-a-fox.png",
    "3-a-bear.png",
  ]);
});

test("C16: with --metadata pictures say how they were made, are proved all the same, and are not fetched twice", async () => {
  const id = await submit(["a hare", "un lièvre"], { aspect_ratio: "16:9" });
  await ended(id);
  const download = async (...more: string[]) => {
    const end = await bunch("batch", "download", id, "--out", "told", "--json", ...more);
    expect(end.status).toBe(0);
    return jsonLines(end.stdout)
      .map(({ file, fetched }) => [file, fetched])
      .toSorted();
  };
  const told = ["1-a-hare.png", "2-un-lièvre.png"].map((name) => join("told", name));
  expect(await download("--metadata")).toEqual(told.map((name) => [name, true]));
  const bytes = await Promise.all(told.map((name) => readFile(join(cwd, name))));
  expect(bytes.map((one) => readPictureMetadata(one))).toMatchObject([
    { prompt: "a hare", aspectRatio: "16:9" },
    { prompt: "un lièvre", aspectRatio: "16:9" },
  ]);
  const drawn = bench.emulator.calls().flatMap((call) => call.imageSha256);
  for (const one of bytes)
    expect(drawn).toContain(createHash("sha256").update(withoutMetadata(one)!).digest("hex"));
  expect(await download("--metadata")).toEqual(told.map((name) => [name, false]));
  // What another version wrote is still that picture.
  const older = bytes[0]!.toString("latin1").replaceAll("Bunch 0", "Bunch 9");
  await writeFile(join(cwd, told[0]!), Buffer.from(older, "latin1"));
  expect(await download("--metadata")).toEqual(told.map((name) => [name, false]));
  // A copy without is another one, and neither is taken for the other.
  const plain = told.map((name) => name.replace(".png", "-2.png"));
  expect(await download()).toEqual(plain.map((name) => [name, true]));
  expect(await download()).toEqual(plain.map((name) => [name, false]));
  expect(await download("--metadata")).toEqual(told.map((name) => [name, false]));
});

test("C1: retry shows its price and wants a yes; then watch saves what came of it", async () => {
  bench.emulator.configure({ script: ["image_safety", "ok*5"] });
  const id = await submit(["a hare"]);
  await ended(id);
  const asked = await bunch("batch", "retry", id);
  expect(asked).toMatchObject({ status: 2 });
  expect(asked.stdout).toMatch(/Try 1 failed again — about \$0\.0\d\?/);
  expect(bench.emulator.calls()).toHaveLength(1);
  expect(await bunch("batch", "retry", id, "--yes")).toMatchObject({ status: 0 });
  const watch = await bunch("batch", "watch", id, "--out", "watched");
  expect(watch).toMatchObject({ status: 0 });
  expect((await picturesIn(join(cwd, "watched"))).size).toBe(1);
  const nothing = await bunch("batch", "retry", id, "--yes");
  expect(nothing).toMatchObject({ status: 2 });
  expect(nothing.stderr).toContain("Nothing has failed");
});

test("C8, C10: pause, resume with a higher cap, and the statuses that a watcher gets", async () => {
  const id = await submit(["a hare", "a fox", "a bear"], { max_cost: "0.07" });
  const capped = await bunch("batch", "watch", id);
  expect(capped.status).toBe(4);
  expect(capped.stderr).toContain("The cap is reached.");
  expect(capped.stderr).toContain("--max-cost N");
  expect(await bunch("batch", "resume", id, "--max-cost", "1")).toMatchObject({ status: 0 });
  expect(await bunch("batch", "watch", id)).toMatchObject({ status: 0 });
  const late = await bunch("batch", "pause", id);
  expect(late).toMatchObject({ status: 2 });
});

const lost = "a fox [[reset_after_accept,ok]]";
const waits = (id: string) =>
  until("it waits for a decision", async () => {
    return (await bench.bunch.client.getExecution(id)).reason?.code === "doubts";
  });

test("X17, X18: what may be charged already is told with its sum, and decided on by a command", async () => {
  const id = await submit(["a hare", lost], { on_doubt: "ask" });
  await waits(id);
  const watch = await bunch("batch", "watch", id);
  expect(watch.status).toBe(4);
  expect(watch.stderr).toMatch(/1 picture may have been drawn and charged .* up to \$0\.0\d/);
  expect(watch.stderr).toContain(`batch decide ${id.slice(0, 8)} --draw-again`);
  expect(watch.stderr).toContain(`batch decide ${id.slice(0, 8)} --give-up`);
  const show = await bunch("batch", "show", id, "--lang", "fr");
  expect(show.stdout).toMatch(/1 attend votre décision/);
  expect(show.stdout).toMatch(/vous demander d’abord/);
  const resume = await bunch("batch", "resume", id);
  expect(resume).toMatchObject({ status: 2 });
  expect(resume.stderr).toContain("--draw-again");
  // Neither, both, and a price that nobody has said yes to.
  for (const words of [[], ["--draw-again", "--give-up"], ["--draw-again"]])
    expect(await bunch("batch", "decide", id, ...words)).toMatchObject({ status: 2 });
  expect(bench.emulator.calls()).toHaveLength(2);
  const again = await bunch("batch", "decide", id, "--draw-again", "--yes");
  expect(again).toMatchObject({ status: 0 });
  expect(again.stdout).toContain("1 picture is drawn again.");
  expect(await bunch("batch", "watch", id)).toMatchObject({ status: 0 });
  const none = await bunch("batch", "decide", id, "--give-up");
  expect(none).toMatchObject({ status: 2 });
  expect(none.stderr).toContain("No picture of this batch waits for a decision.");
});

test("X17: given up, it fails, and the batch ends with 3; as JSON the batch is told", async () => {
  const id = await submit(["a hare", lost], { on_doubt: "ask" });
  await waits(id);
  const end = await bunch("batch", "decide", id, "--give-up", "--json");
  expect(end.status).toBe(0);
  expect(jsonLines(end.stdout)[0]).toMatchObject({
    type: "batch",
    id,
    status: "completed",
    stats: { failed: 1, undecided: 0 },
  });
  const watch = await bunch("batch", "watch", id);
  expect(watch.status).toBe(3);
  expect(watch.stdout).toContain("more may have been charged for calls that were never answered");
});

test("F16: a cap that a dear answer passed is told with by how much, and what would be enough", async () => {
  bench.emulator.configure({ thinkingTokens: 9000 });
  const id = await submit(["a hare", "a fox"], { max_cost: "0.06" });
  const watch = await bunch("batch", "watch", id);
  expect(watch.status).toBe(4);
  expect(watch.stderr).toMatch(/\$0\.10 is spent, possible charges included; \$0\.00 is left/);
  expect(watch.stdout).toMatch(/The cap is passed by \$0\.04\d: an answer was charged above/);
});

test("C2: resume takes a key from a file, never from the environment unless the key is the trouble", async () => {
  bench.emulator.configure({ latency: { kind: "fixed", ms: 300 } });
  const id = await submit(Array.from({ length: 12 }, (_, n) => `picture ${n}`));
  await until("it draws", () => bench.emulator.calls().length > 0);
  await bench.bunch.client.pause(id);
  // Twice is once.
  expect(await bunch("batch", "pause", id)).toMatchObject({ status: 0 });
  const words = ["batch", "resume", id, "--server", bench.bunch.url];
  const env = { GEMINI_API_KEY: "AIzaEnvironment" };
  expect(await runCommand(words, { cwd, env })).toMatchObject({ status: 0 });
  await ended(id);
  const keys = new Set(bench.emulator.calls().map((call) => call.keyLastFour));
  expect([...keys]).toEqual(["ange"]);
});

test("C1: delete wants a yes, takes the batch, and leaves copies alone", async () => {
  const id = await submit(["a hare"]);
  await ended(id);
  await bunch("batch", "download", id, "--out", "kept");
  const asked = await bunch("batch", "delete", id);
  expect(asked).toMatchObject({ status: 2 });
  expect((await bench.bunch.client.getExecution(id)).id).toBe(id);
  expect(await bunch("batch", "delete", id, "--yes")).toMatchObject({ status: 0 });
  expect(await bunch("batch", "show", id)).toMatchObject({ status: 2 });
  expect((await picturesIn(join(cwd, "kept"))).size).toBe(1);
});

test("C4: a folder whose batch was deleted says so, and draws anew only with --again", async () => {
  await writeFile(join(cwd, "one.txt"), "a hare");
  const words = ["batch", "run", "one.txt", "--model", "simulator", "--yes", "--out", "gone"];
  expect(await bunch(...words)).toMatchObject({ status: 0 });
  const [batch] = (await bench.bunch.client.listExecutions({ limit: 1 })).data;
  await bench.bunch.client.remove(batch?.id ?? "");
  const end = await bunch(...words);
  expect(end).toMatchObject({ status: 2 });
  expect(end.stderr).toContain("does not know this folder's batch any more");
  expect(await bunch(...words, "--again")).toMatchObject({ status: 0 });
});

test("model list names each model with price and key, and the simulator as free", async () => {
  const list = await bunch("model", "list", "--lang", "fr");
  expect(list.stdout).toContain("gemini-nano-banana-2.1");
  expect(list.stdout).toMatch(/1K environ 0,041\s\$/);
  expect(list.stdout).toContain("gratuit");
  // A model may take 14; this server takes 3. And a day is written as its reader writes it.
  expect(list.stdout).toContain("jusqu’à 3");
  expect(list.stdout).not.toContain("jusqu’à 14");
  expect(list.stdout).toContain("arrêté le 29/10/2026");
});
