import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runStartFile } from "./run-start-file.ts";
import { emptiedDotEnv } from "./emptied-dot-env.ts";
import { makeTestFolder } from "./test-folder.ts";

test("the settings of a checkout that serves reach none of its tests: their batches would be drawn by its workers", async () => {
  const folder = await makeTestFolder();
  expect(emptiedDotEnv(folder, {})).toEqual({});
  await writeFile(
    join(folder, ".env"),
    "# ours\nDATABASE_URL=postgresql://bunch:x@127.0.0.1:1/bunch\nPORT=3100\nHOST=::1\n",
  );
  const emptied = emptiedDotEnv(folder, { HOST: "127.0.0.1" });
  expect(emptied).toEqual({ DATABASE_URL: "", PORT: "" });
  const env = { DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs"), ...emptied };
  const { output } = await runStartFile("backup", { env });
  expect(output, "no database is known").toContain("There is nothing to back up");
});
