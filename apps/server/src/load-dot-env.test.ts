import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runStartFile } from "../../../tools/testing/run-start-file.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { readConfig } from "./config.ts";
import { loadDotEnv } from "./load-dot-env.ts";

const names = ["BUNCH_ONE", "BUNCH_TWO", "BUNCH_THREE"];
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await makeTestFolder();
  file = join(folder, ".env");
});
afterEach(async () => {
  for (const name of names) delete process.env[name];
  await rm(folder, { recursive: true, force: true });
});

const set = () => names.map((name) => process.env[name]);
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

test.each<[string, string | Buffer]>([
  ["with Unix's line ends", "BUNCH_ONE=1\n# a note\n\nBUNCH_TWO = two words # why\n"],
  ["with Windows' line ends", "BUNCH_ONE=1\r\n# a note\r\n\r\nBUNCH_TWO = two words # why\r\n"],
  [
    "with a byte order mark, as Notepad writes it",
    "\ufeffBUNCH_ONE=1\n\n\nBUNCH_TWO='two words'\n",
  ],
  ["in UTF-16, as PowerShell's > writes it", utf16('BUNCH_ONE=1\r\n\r\n\r\nBUNCH_TWO="two words"')],
  ["in UTF-16 the other way round", utf16("BUNCH_ONE=1\n\n\nexport BUNCH_TWO=two words").swap16()],
])("a .env %s is read as what was meant, with the line of each name", async (_, content) => {
  await writeFile(file, content);
  expect([...loadDotEnv(folder)]).toEqual([
    ["BUNCH_ONE", 1],
    ["BUNCH_TWO", 4],
  ]);
  expect(set()).toEqual(["1", "two words", undefined]);
});

test("what is set already wins, and of two lines the later one", async () => {
  process.env["BUNCH_TWO"] = "outside";
  await writeFile(file, "BUNCH_ONE=1\nBUNCH_TWO=2\nBUNCH_ONE=3\n");
  expect([...loadDotEnv(folder)]).toEqual([["BUNCH_ONE", 3]]);
  expect(set()).toEqual(["3", "outside", undefined]);
});

test("lines that cannot be meant are told by their numbers, never by what stands in them, and nothing is taken", async () => {
  await writeFile(
    file,
    [
      "BUNCH_ONE=fine",
      "AIzaSySecret",
      'BUNCH_TWO="AIzaSySecret',
      "set BUNCH_THREE=AIzaSySecret",
      "BUNCH_TWO=it's fine",
    ].join("\n"),
  );
  expect(() => loadDotEnv(folder)).toThrow(
    [
      `${file} cannot be read:`,
      'Line 2 has no "=". Write NAME=value, or put a # in front of it.',
      'Line 3 begins its value with " and does not end it. Put another " at its end, or leave both out.',
      'Line 4 has no name of a variable before its "=". Write NAME=value.',
    ].join("\n"),
  );
  expect(set()).toEqual([undefined, undefined, undefined]);
});

test("of a file that is no settings at all only the first lines are told", async () => {
  await writeFile(file, "prose\n".repeat(40));
  expect(() => loadDotEnv(folder)).toThrow(/Line 5 has no.*\nAnd 35 more lines\.$/);
});

test("a folder of that name, and bytes that are no text, are said so", async () => {
  await mkdir(file);
  expect(() => loadDotEnv(folder)).toThrow(`${file} is a folder. Remove or rename it;`);
  await rm(file, { recursive: true });
  await writeFile(file, Buffer.from([80, 0, 0, 0, 1, 2]));
  expect(() => loadDotEnv(folder)).toThrow("is no text: it holds NUL characters.");
});

describe("at the console", () => {
  const start = (uid?: number) =>
    runStartFile("migrate", {
      cwd: folder,
      env: { DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") },
      ...(uid === undefined ? {} : { uid }),
    });

  test("a wrong value is told with its line, and a name that is nearly one of ours with the one that was meant", async () => {
    await writeFile(
      file,
      "# mine\nPORT=http\nPROT=3001\nDATABSE_URL=x\nGEMINI_KEY=AIzaSecret\nOTHER_TOOL=1\n",
    );
    const { code, output } = await start();
    expect(output).toContain('PORT (line 2 of .env): "http" does not fit.');
    expect(code).toBe(1);
    await writeFile(file, "PROT=3001\nDATABSE_URL=x\nGEMINI_KEY=AIzaSecret\nOTHER_TOOL=1\n");
    const warned = await start();
    expect(warned.output.split("\n").filter((line) => line.startsWith("Warning:"))).toEqual([
      "Warning: PROT is set in line 1 of .env and means nothing to Bunch. Did you mean PORT?",
      "Warning: DATABSE_URL is set in line 2 of .env and means nothing to Bunch. Did you mean DATABASE_URL?",
      "Warning: GEMINI_KEY is set in line 3 of .env and means nothing to Bunch. Did you mean GEMINI_API_KEY?",
    ]);
    expect(warned.output).not.toContain("AIzaSecret");
    expect(warned.code).toBe(0);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "a .env that this account may not read stops the start with a sentence",
    async () => {
      await writeFile(file, "PORT=3001\n");
      await chmod(file, 0o600);
      const { code, output } = await start(65_534);
      expect(output).toContain(`${file} may not be read by this account (EACCES).`);
      expect(code).toBe(1);
    },
  );
});

test("what others put into an environment is not taken for a slip of ours", () => {
  const usual = {
    HOME: "/root",
    HOSTNAME: "box",
    PGHOST: "a",
    PGPORT: "1",
    LOGNAME: "me",
    TMP_DIR: "/tmp",
    NODE_ENV: "x",
  };
  expect(readConfig({ ...usual, ...process.env, DATABASE_URL: "" }).warnings).toEqual([]);
});
