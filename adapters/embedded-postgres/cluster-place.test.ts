import { chmod, chown, cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";
import { packageWithoutLinks } from "./testing/package-without-links.ts";
import { query } from "./testing/query.ts";
import { startChild } from "./testing/start-child.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

vi.setConfig({ testTimeout: 30_000 });
const signal = AbortSignal.timeout(120_000);
const weAreRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

test("below a private folder root keeps database and programs outside, where they follow the data folder; others inside", async () => {
  const folder = await temporaryFolder();
  const home = join(folder, "home");
  await mkdir(home, { mode: 0o700 });
  const [dataDir, copied, moved] = [join(home, "data"), join(home, "copy"), join(home, "moved")];
  const [packageFolder, outsideRoot] = [join(home, "package"), join(folder, "outside")];
  await packageWithoutLinks(packageFolder);
  const start = (dir: string) =>
    startEmbeddedPostgres({ dataDir: dir, packageFolder, outsideRoot, signal });
  const first = await start(dataDir);
  await query(first.connection.connectionString, "create table kept ()");
  await first.stop();
  const inside = await readdir(join(dataDir, "postgres"));
  expect(inside.includes("server")).toBe(!weAreRoot);
  expect(inside.includes("cluster-id")).toBe(weAreRoot);

  await cp(dataDir, copied, { recursive: true });
  if (weAreRoot) {
    await expect(start(copied)).rejects.toThrow(
      /copy is a copy of .*data, .*cluster-id to start with an empty database/,
    );
  } else {
    const copy = await start(copied);
    expect(copy.superuserConnectionString).not.toBe(first.superuserConnectionString);
    await copy.stop();
  }
  await rename(dataDir, moved);
  const second = await start(moved);
  await query(second.connection.connectionString, "select from kept");
  await second.stop();

  await rm(moved, { recursive: true });
  const third = await start(moved);
  await expect(query(third.connection.connectionString, "select from kept")).rejects.toThrow(
    /does not exist/,
  );
  await third.stop();

  if (weAreRoot) {
    await rm(outsideRoot, { recursive: true });
    await expect(start(moved)).rejects.toThrow(/no longer there\. Bring that folder back/);
  } else {
    await expect(readdir(outsideRoot)).rejects.toThrow(/ENOENT/);
  }
});

test("an ordinary user runs it as themselves, from a package that lacks its library links and cannot be written", async () => {
  const folder = await temporaryFolder();
  const packageFolder = join(folder, "package");
  await packageWithoutLinks(packageFolder);
  await chmod(join(packageFolder, "native", "lib"), 0o555);
  const home = join(folder, "home");
  await mkdir(home, { mode: 0o700 });
  if (weAreRoot) await chown(home, nobody.uid, nobody.gid);
  const dataDir = join(home, "data");

  const user = startChild("database", {
    dataDir,
    packageFolder,
    ...(weAreRoot && { runAs: nobody }),
  });
  const answer = await user.answer();

  expect(answer).toMatchObject({ adopted: false });
  const [row] = await query(String(answer["connectionString"]), "select current_user as role");
  expect(row).toEqual({ role: "postgres" });
  expect(
    (await readdir(join(dataDir, "postgres"))).some((name) => name.startsWith("programs-")),
  ).toBe(true);
  user.tell("leave");
  expect(await user.answer()).toEqual({ stopped: true });
  await chmod(join(packageFolder, "native", "lib"), 0o755);
});

test("a user without a name is told to set DATABASE_URL", async () => {
  const folder = await temporaryFolder();
  if (!weAreRoot) {
    const database = await startEmbeddedPostgres({ dataDir: join(folder, "data"), signal });
    await database.stop();
    return;
  }
  const nameless = { uid: 54_321, gid: 54_321 };
  await chown(folder, nameless.uid, nameless.gid);

  const user = startChild("database", { dataDir: join(folder, "data"), runAs: nameless });

  expect((await user.answer())["error"]).toMatch(
    /as user 54321, which has no entry in \/etc\/passwd.*DATABASE_URL/,
  );
});

test("a deep data folder with awkward characters in its name has its socket under /tmp, and is asked for when it gets out of reach", async () => {
  const folder = await temporaryFolder();
  const dataDir = join(folder, 'it\'s "$HOME", `x`; and é'.padEnd(120, "."), "data");
  const database = await startEmbeddedPostgres({ dataDir, signal });

  const socket =
    new URL(database.connection.connectionString.replace("@/", "@local/")).searchParams.get(
      "host",
    ) ?? "";
  expect(dirname(socket)).toBe("/tmp");
  expect(await query(database.connection.connectionString, "select 1 as one")).toEqual([
    { one: 1 },
  ]);
  await database.stop();
  await rm(socket, { recursive: true });

  await chmod(dirname(dataDir), 0o600);
  await expect(startEmbeddedPostgres({ dataDir, signal })).rejects.toThrow(
    weAreRoot
      ? /user 65534, who may no longer pass through.*chmod o\+x/
      : /cannot be made or entered.*DATA_DIR/,
  );
  await chmod(dirname(dataDir), 0o700);
});
