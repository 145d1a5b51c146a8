import { spawn } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { RotatingFile } from "./rotating-file.ts";

const told: unknown[] = [];
const onError = (error: unknown) => void told.push(error);
const kilobyte = `${"x".repeat(1023)}\n`;

async function open(rotation: { bytes: number; files: number } | null) {
  const folder = await makeTestFolder();
  const path = join(folder, "worker.log");
  const content = (name: string) => readFileSync(join(folder, name), "utf8");
  return { folder, path, content, file: new RotatingFile({ path, rotation, onError }) };
}

test("N6: a full file is turned, the newest keeps the name, and no more are kept than were asked for", async () => {
  const { folder, content, file } = await open({ bytes: 2048, files: 3 });
  for (let number = 0; number < 9; number += 1) file.write(`${number}${kilobyte.slice(1)}`);
  file.close();
  expect(readdirSync(folder).toSorted()).toEqual(["worker.1.log", "worker.2.log", "worker.log"]);
  const firsts = (name: string) => content(name).match(/^\d/gm)?.join("");
  expect([firsts("worker.2.log"), firsts("worker.1.log"), firsts("worker.log")]).toEqual([
    "45",
    "67",
    "8",
  ]);
});

test("N6: a line is in the file when write returns, and a line above the size is kept whole", async () => {
  const { content, file } = await open({ bytes: 2048, files: 2 });
  file.write("short\n");
  expect(content("worker.log")).toBe("short\n");
  const long = `${"y".repeat(5000)}\n`;
  file.write(long);
  expect(content("worker.log")).toBe(long);
  expect(content("worker.1.log")).toBe("short\n");
});

test("N6: of several processes that write into one file no line is lost, torn or written twice", async () => {
  const { folder, path } = await open(null);
  const module = new URL("./rotating-file.ts", import.meta.url).href;
  const lines = 1000;
  const program = (name: string) => `
    import { RotatingFile } from ${JSON.stringify(module)};
    const file = new RotatingFile({ path: ${JSON.stringify(path)}, rotation: { bytes: 1024, files: 500 }, onError: (e) => { throw e; } });
    for (let n = 0; n < ${lines}; n++) file.write("${name}:" + n + ":" + "z".repeat(n % 97) + ":end\\n");`;
  const ends = ["one", "two", "three"].map(
    (name) =>
      new Promise((resolve) => {
        spawn(process.execPath, ["--input-type=module-typescript", "-e", program(name)], {
          stdio: "inherit",
        }).once("exit", resolve);
      }),
  );
  expect(await Promise.all(ends)).toEqual([0, 0, 0]);
  const files = readdirSync(folder).filter((name) => name.endsWith(".log"));
  expect(files.length).toBeGreaterThan(3);
  const all = files.flatMap((name) =>
    readFileSync(join(folder, name), "utf8").trimEnd().split("\n"),
  );
  expect(all.every((line) => /^(one|two|three):\d+:z*:end$/.test(line))).toBe(true);
  expect(new Set(all.map((line) => line.split(":", 2).join(":"))).size).toBe(3 * lines);
  expect(all).toHaveLength(3 * lines);
});

test("N6: a file that a person moved away is begun anew, and what a dead process left marked is turned all the same", async () => {
  const { folder, path, content, file } = await open({ bytes: 1024, files: 2 });
  file.write("before\n");
  renameSync(path, join(folder, "taken.log"));
  file.write("after\n");
  expect([content("taken.log"), content("worker.log")]).toEqual(["before\n", "after\n"]);
  writeFileSync(`${path}.turning`, "");
  utimesSync(`${path}.turning`, 0, 0);
  file.write(kilobyte);
  file.write(kilobyte);
  expect(content("worker.log")).toBe(kilobyte);
});

test("N6: what cannot be written is told once, and written again as soon as it can be", async () => {
  const { folder } = await open(null);
  const path = join(folder, "away", "worker.log");
  const file = new RotatingFile({ path, rotation: null, onError });
  told.length = 0;
  file.write("lost\n");
  file.write("lost\n");
  expect(told).toHaveLength(1);
  mkdirSync(join(folder, "away"));
  file.write("kept\n");
  expect(readFileSync(path, "utf8")).toBe("kept\n");
});
