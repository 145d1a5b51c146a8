import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../../../../tools/testing/start-bunch.ts";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const stranger = 65_534;
let home: string;
beforeEach(async () => {
  home = await makeTestFolder();
});
afterEach(() => rm(home, { recursive: true, force: true }));

type Input = { dataDir?: string; env?: Record<string, string>; uid?: number };
type Role = Parameters<typeof runStartFile>[0];

/** Starts it where it cannot run, and gives the sentence: one paragraph, and no line of a stack. */
async function refusal(role: Role, { dataDir = "data", env = {}, uid }: Input): Promise<string> {
  const { code, output } = await runStartFile(role, {
    env: { DATA_DIR: join(home, dataDir), LOG_DIR: join(home, "logs"), PORT: "0", ...env },
    ...(uid === undefined ? {} : { uid }),
  });
  expect(code).toBe(1);
  expect(output).not.toMatch(/\n {4}at /);
  return output.slice(output.indexOf("Bunch cannot start."));
}

test("DATA_DIR is a file, or lies below one", async () => {
  await writeFile(join(home, "file"), "");
  expect(await refusal("migrate", { dataDir: "file" })).toContain(
    `The data folder ${home}/file cannot be made: it is a file, not a folder. Move that file away, or set DATA_DIR to a folder.`,
  );
  expect(await refusal("migrate", { dataDir: "file/data" })).toContain(
    "cannot be made: a part of that path is a file, not a folder.",
  );
});

test("LOG_DIR is a file", async () => {
  await writeFile(join(home, "file"), "");
  expect(await refusal("migrate", { env: { LOG_DIR: join(home, "file") } })).toContain(
    `The log folder ${home}/file cannot be made or written (EEXIST). Set LOG_DIR to a folder`,
  );
});

describe.skipIf(!isRoot)("seen by another account", () => {
  beforeEach(async () => {
    await mkdir(join(home, "logs"));
    await chmod(join(home, "logs"), 0o777);
  });

  test("the data folder belongs to somebody else", async () => {
    await mkdir(join(home, "data"), { mode: 0o700 });
    expect(await refusal("migrate", { uid: stranger })).toContain(
      `The data folder ${home}/data belongs to user 0, and this process is user ${stranger}, who may not write there. Start it as that user, hand the folder over (chown -R ${stranger} ${home}/data), or set DATA_DIR`,
    );
  });

  test("the folder that it is to be made in may not be written", async () => {
    expect(await refusal("migrate", { uid: stranger })).toMatch(
      /The data folder \S+\/data cannot be made, entered or written \(EACCES\)\. Give user 65534 the rights/,
    );
  });
});

test.skipIf(!isRoot || process.platform !== "linux")(
  "the disk may only be read, whether the folder is there or not",
  async () => {
    const disk = join(home, "disk");
    await mkdir(disk);
    await run("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", disk]);
    try {
      for (const dataDir of ["disk", "disk/new", "disk/new/deeper"])
        expect(await refusal("migrate", { dataDir })).toContain(
          `The data folder ${join(home, dataDir)} lies on a disk that may only be read.`,
        );
    } finally {
      await run("umount", [disk]);
    }
  },
);

test("a DATABASE_URL that leads nowhere is told without its password", async () => {
  const port = await freePort();
  const url = (host: string) => `postgresql://me:s3cret@${host}:${port}/mine`;
  const told = await refusal("migrate", { env: { DATABASE_URL: url("127.0.0.1") } });
  expect(told).toContain(
    `The database 127.0.0.1:${port}/mine cannot be used: nothing listens there. Start PostgreSQL, or correct host and port.`,
  );
  expect(told).not.toContain("s3cret");
  expect(await refusal("migrate", { env: { DATABASE_URL: url("nowhere.invalid") } })).toMatch(
    /cannot be used: no machine has that name|it cannot be reached from here/,
  );
});

test("an encryption key that was spoiled is never replaced by itself", async () => {
  await mkdir(join(home, "data"));
  await writeFile(join(home, "data/encryption.key"), "spoiled");
  expect(await refusal("all-in-one", {})).toContain(
    "encryption.key does not hold 64 hexadecimal characters. Put the right key back from a backup;",
  );
  expect(await readFile(join(home, "data/encryption.key"), "utf8")).toBe("spoiled");
});

test("B3: a data folder that a newer Bunch has used is left as it is, by server and worker", async () => {
  const dataDir = join(home, "data");
  await runStartFile("migrate", { env: { DATA_DIR: dataDir, LOG_DIR: join(home, "logs") } });
  const signal = AbortSignal.timeout(30_000);
  const database = await startEmbeddedPostgres({ dataDir, signal });
  const client = new pg.Client(database.connection);
  await client.connect();
  await client.query(
    "insert into supabase_migrations.schema_migrations (version, name, statements) values ('20991231000100', 'webhooks', array['grant select on webhooks to app_api'])",
  );
  await client.end();
  await database.stop();
  for (const role of ["all-in-one", "api", "worker", "migrate"] as const)
    expect(await refusal(role, {})).toContain(
      "The database was last used by a newer Bunch: this one does not know 20991231000100_webhooks. Nothing was changed. Update Bunch (git pull, then npm ci)",
    );
});

test("PostgreSQL that is killed whenever it starts is not started for ever", async () => {
  const dataDir = join(home, "data");
  const env = { DATA_DIR: dataDir, LOG_DIR: join(home, "logs") };
  await runStartFile("migrate", { env });
  const pidFile = join(dataDir, "postgres/server/cluster/postmaster.pid");
  const killing = setInterval(() => {
    void readFile(pidFile, "utf8")
      .then((text) => {
        const pid = Number(text.split("\n")[0]);
        // A file that is just being written is empty, and 0 would be all that runs these tests.
        if (pid > 0) process.kill(pid, "SIGKILL");
      })
      .catch(() => {});
  }, 5);
  try {
    expect(await refusal("migrate", {})).toMatch(
      /was ended 3 times while it started, and said nothing\. As a rule that is the system running out of memory: .*Nothing is lost\./,
    );
  } finally {
    clearInterval(killing);
  }
  expect((await runStartFile("migrate", { env })).code).toBe(0);
});
