import { rm } from "node:fs/promises";
import { join } from "node:path";
import { allRows } from "@bunch/adapters/postgres/testing/all-rows";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { startBunch } from "../../../../tools/testing/start-bunch.ts";
import {
  hasDebianPostgres,
  startDebianPostgres,
} from "../../../../tools/testing/start-debian-postgres.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

const debianNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
const encryptionKey = "3c".repeat(32);

test.skipIf(!hasDebianPostgres && !debianNeeded)(
  "B1, B2: with a DATABASE_URL rows go from database to database, pictures from folder to folder, and the key is named as missing",
  async () => {
    const server = await startDebianPostgres();
    onTestFinished(() => server.stop());
    const home = await makeTestFolder();
    onTestFinished(() =>
      rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
    );
    const client = new pg.Client({ connectionString: server.connectionStringOf("root") });
    await client.connect();
    await client.query("create database one");
    await client.query("create database two");
    await client.end();
    const envOf = (name: string) => ({
      DATABASE_URL: server.connectionStringOf("root", name),
      DATA_DIR: join(home, name),
      LOG_DIR: join(home, "logs"),
    });
    const withKey = { ...envOf("one"), ENCRYPTION_KEY: encryptionKey };

    const bunch = await startBunch({ dataDir: join(home, "one"), env: withKey });
    const { execute, settled } = recordingCaller(() => bunch.url);
    const id = await execute({ model: "simulator", prompts: ["a", "b", "c"] });
    expect(await settled(id)).toMatchObject({ status: "completed" });
    const folder = join(home, "backup");
    const made = await runStartFile("backup", { args: [folder], env: withKey });
    await bunch.stop();
    expect(made.output).toContain("ENCRYPTION_KEY comes from the environment and is not in it");
    expect(made.code).toBe(0);

    const back = await runStartFile("restore", { args: [folder], env: envOf("two") });
    expect(back.output).toContain("Set ENCRYPTION_KEY to the one of then");
    expect(back.code).toBe(0);
    const after = await allRows(server.connectionStringOf("root", "two"));
    expect(after["public.workflow_batch_results"]).toHaveLength(3);
    expect(after["public.workflow_executions"]).toMatchObject([{ id, status: "completed" }]);

    const full = { ...envOf("two"), DATA_DIR: join(home, "three") };
    const again = await runStartFile("restore", { args: [folder], env: full });
    expect(again.output).toContain("The database already holds tables of Bunch");
    expect(again.code).toBe(1);

    const moved = await startBunch({
      dataDir: join(home, "two"),
      env: { ...envOf("two"), ENCRYPTION_KEY: encryptionKey },
    });
    const results = (await moved.client.listResults(id)).data;
    for (const { result_url: url } of results)
      expect((await fetch(url ?? "")).headers.get("content-type")).toBe("image/png");
    await moved.stop();
  },
  120_000,
);
