import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreatedToken } from "@bunch/contracts/token";
import { successOf } from "@bunch/contracts/envelope";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommandBench, picturesIn, startCommandBench } from "../testing/command-bench.ts";
import { jsonLines, runCommand } from "../testing/run-command.ts";

let bench: CommandBench;
beforeAll(async () => {
  bench = await startCommandBench();
});
afterAll(() => bench?.stop());

async function tokenFor(scope: "read" | "run"): Promise<string> {
  const made = await fetch(`${bench.bunch.url}/api/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: `the command's, to ${scope}`, scope }),
  });
  return successOf(CreatedToken).parse(await made.json()).data.token;
}

test("C15, U2: with a token a batch is run, watched and saved; one that may look does not start any, and a wrong one nothing", async () => {
  const [run, read] = [await tokenFor("run"), await tokenFor("read")];
  const cwd = await bench.folder();
  await writeFile(join(cwd, "prompts.txt"), "a fox\n\na hare");
  const server = ["--server", bench.bunch.url];
  const batch = [
    "batch",
    "run",
    "prompts.txt",
    "--model",
    "simulator",
    "--yes",
    "--json",
    ...server,
  ];
  const by = (token: string, words: string[]) =>
    runCommand(words, { cwd, env: { BUNCH_TOKEN: token } });

  const looking = await by(read, batch);
  expect(looking.status).toBe(2);
  expect(looking.stderr + looking.stdout).toContain("This token may look and change nothing");
  expect((await bench.bunch.client.listExecutions()).data).toEqual([]);

  const done = await by(run, batch);
  expect(done).toMatchObject({ status: 0 });
  expect(jsonLines(done.stdout).filter(({ type }) => type === "picture")).toHaveLength(2);
  expect((await picturesIn(join(cwd, "pictures"))).size).toBe(2);
  expect(done.stdout + done.stderr).not.toContain(run.slice(6));

  const list = await by(read, ["batch", "list", "--json", ...server]);
  expect(list).toMatchObject({ status: 0 });
  const wrong = await by(`${run.slice(0, -1)}x`, ["batch", "list", ...server]);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("This token does not work");
});
