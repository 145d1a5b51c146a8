import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { type CommandBench, picturesIn, startCommandBench } from "../testing/command-bench.ts";
import { jsonLines, runCommand } from "../testing/run-command.ts";
import { startLiar } from "../testing/start-liar.ts";
import { startProxy } from "../testing/start-proxy.ts";

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

test("C3: a note that cannot take the batch's id keeps its number: it is watched now, and the same batch later", async () => {
  const cwd = await place();
  const note = join(cwd, "pictures/.bunch-batch.json");
  const liar = await startLiar(bench.bunch.url, async (asked, answer) => {
    // A folder in its place stands for a disk that takes no more.
    if (asked.includes("/execute"))
      await rename(note, `${note}.kept`).then(() => mkdir(join(note, "full"), { recursive: true }));
    return answer;
  });
  onTestFinished(() => liar.stop());
  const before = (await batches()).length;
  expect(await run(cwd, liar.url)).toMatchObject({ status: 0, stderr: "" });
  await rm(note, { recursive: true });
  await rename(`${note}.kept`, note);
  expect(await run(cwd, liar.url)).toMatchObject({ status: 0 });
  expect(await batches()).toHaveLength(before + 1);
});

test("C8: a batch that is deleted while it is watched ends with 1, as it was sent", async () => {
  const cwd = await place();
  let isGone = false;
  const proxy = await startProxy(bench.bunch.url, {
    refuse: (asked) => (isGone && asked.startsWith("GET /api/executions/") ? 404 : null),
    swallow: (asked) => {
      if (asked.includes("/execute")) isGone = true;
      return null;
    },
  });
  onTestFinished(() => proxy.stop());
  const end = await run(cwd, proxy.url);
  expect(end.status).toBe(1);
  expect(end.stderr).toMatch(/There is no batch [0-9a-f]{8}\./);
});

test("C8, L3: a minute of too many requests ends no watching: it is asked again until that is over", async () => {
  const cwd = await place();
  let refused = 0;
  const proxy = await startProxy(bench.bunch.url, {
    refuse: (asked) =>
      asked.startsWith("GET /api/executions/") && (refused += 1) < 4 ? 429 : null,
  });
  onTestFinished(() => proxy.stop());
  const end = await run(cwd, proxy.url);
  expect(end).toMatchObject({ status: 0, stderr: "" });
  expect(refused).toBeGreaterThan(4);
  expect((await picturesIn(join(cwd, "pictures"))).size).toBe(2);
});

test("C8: a reader that has read enough does not make an unfinished run a success; what was all said stays one", async () => {
  const cwd = await place();
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const piped = async (words: string) => {
    const line = `{ "$0" "$1" ${words} --server "$2"; echo $? >status; } | head -1 >read`;
    const given = ["-c", line, process.execPath, main, bench.bunch.url];
    await promisify(execFile)("sh", given, { cwd, timeout: 30_000 });
    return (await readFile(join(cwd, "status"), "utf8")).trim();
  };
  const simulated = `batch run --prompt "a fox" --model simulator --yes --json`;
  expect(await piped(simulated)).toBe("141");
  expect(await piped("model list")).toBe("0");
});

test("C6: where the file system knows no links, as a memory stick, a picture is still there whole or not at all", async () => {
  const cwd = await place();
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  // Such a file system as far as it matters here; the power goes while something is copied.
  const stick = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    fs.promises.link = () => Promise.reject(Object.assign(new Error("EPERM"), { code: "EPERM" }));
    fs.promises.copyFile = async (from, to, mode) => {
      fs.writeFileSync(to, fs.readFileSync(from).subarray(0, 100), { flag: "wx" });
      process.kill(process.pid, "SIGKILL");
    };
    syncBuiltinESMExports();`;
  const program = ["--import", `data:text/javascript,${encodeURIComponent(stick)}`, main];
  await mkdir(join(cwd, "pictures"));
  await writeFile(join(cwd, "pictures/1-a-fox.png"), "somebody's");
  const words = ["batch", "run", "--prompt", "a fox", "--prompt", "a hare", "--model", model];
  const end = await runCommand([...words, "--yes", "--server", bench.bunch.url], {
    cwd,
    env,
    program,
  });
  const files = await picturesIn(join(cwd, "pictures"));
  const sent = new Set(bench.emulator.calls().flatMap((call) => call.imageSha256));
  const ours = [...files].filter(([name]) => name !== "1-a-fox.png");
  for (const [name, sha256] of ours) expect(sent.has(sha256), name).toBe(true);
  expect(end.status).toBe(0);
  expect([...files.keys()]).toEqual(["1-a-fox-2.png", "1-a-fox.png", "2-a-hare.png"]);
  expect(await readFile(join(cwd, "pictures/1-a-fox.png"), "utf8")).toBe("somebody's");
});

test.each(["/key", "/execute"])(
  "C2: a key does not go along where a server sends %s elsewhere",
  async (path) => {
    const cwd = await place();
    const heard: string[] = [];
    const elsewhere = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      response.end();
    });
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const address = elsewhere.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const liar = await startLiar(
      bench.bunch.url,
      (_, answer) => answer,
      (asked) =>
        asked.startsWith("POST") && asked.includes(path) ? `http://127.0.0.1:${port}/` : null,
    );
    onTestFinished(async () => {
      await liar.stop();
      elsewhere.closeAllConnections();
      elsewhere.close();
    });
    const end = await run(cwd, liar.url);
    expect(heard).toEqual([]);
    expect(end.status).toBe(1);
  },
);
