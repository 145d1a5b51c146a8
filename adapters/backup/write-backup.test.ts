import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { FilledTables, NamedPicture, TableSnapshot } from "@bunch/core/ports/table-copy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { restoreBackup } from "./restore-backup.ts";
import { writeBackup } from "./write-backup.ts";

const run = promisify(execFile);
const mayMount = process.platform === "linux" && process.getuid?.() === 0;
const attempts = ["open", "gone", "there"].map(() => crypto.randomUUID());
const [openAttempt = "", goneAttempt = "", heldAttempt = ""] = attempts;
let home: string;
let dataDir: string;
let folder: string;
let said: string[];
beforeEach(async () => {
  home = await makeTestFolder();
  dataDir = join(home, "data");
  folder = join(home, "backup");
  said = [];
  await mkdir(join(dataDir, "spool"), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A picture in the store, as a row names it. */
async function store(name: string, content = name): Promise<NamedPicture> {
  const path = `user/batch/${name}-${sha256(name).slice(0, 32)}.png`;
  await mkdir(dirname(join(dataDir, "pictures", path)), { recursive: true });
  await writeFile(join(dataDir, "pictures", path), content);
  return { path, sha256: sha256(name), ownerId: `batch of ${name}` };
}

/** A database of one table, whose rows and pictures the test tells. */
function snapshotOf(pictures: NamedPicture[], change: Partial<TableSnapshot> = {}): TableSnapshot {
  return {
    takenAt: "2026-11-23T03:00:00.000Z",
    migrations: ["20261123000100"],
    tables: [{ name: "public.workflows", columns: ["id"] }],
    sequences: [],
    rowBytes: 0,
    pictureBytes: 0,
    openAttemptIds: [],
    async *rowsOf() {
      yield Buffer.from("1\n2\n");
    },
    async *pictures() {
      yield pictures;
    },
    deletedSince: async () => [],
    close: async () => {},
    ...change,
  };
}

function write(
  openSnapshot: () => Promise<TableSnapshot>,
  change: { folder?: string; signal?: AbortSignal; isKeyInEnvironment?: boolean } = {},
) {
  return writeBackup({
    dataDir,
    folder,
    bunchVersion: "1",
    isKeyInEnvironment: false,
    archive: null,
    openSnapshot,
    say: (sentence) => said.push(sentence),
    signal: new AbortController().signal,
    ...change,
  });
}

test("B1: pictures of one disk are linked, with their smaller copies, and each has its checksum", async () => {
  const picture = await store("hare");
  const source = join(dataDir, "pictures", picture.path);
  await writeFile(source.replace(".png", ".256.webp"), "small");
  await write(async () => snapshotOf([picture, picture]));
  const inode = async (path: string) => (await stat(path)).ino;
  expect(await inode(join(folder, "pictures", picture.path))).toBe(await inode(source));
  const names = await readdir(join(folder, "pictures/user/batch"));
  expect(names).toHaveLength(2);
  const list = await readFile(join(folder, "checksums.sha256"), "utf8");
  expect(list).toContain(`${sha256("hare")}  pictures/${picture.path}\n`);
  expect(list.trim().split("\n")).toHaveLength(3);
});

test.skipIf(!mayMount)(
  "B1: for another disk pictures are copied, if there is room for them",
  async () => {
    const picture = await store("hare");
    const disk = join(home, "disk");
    await mkdir(disk);
    await run("mount", ["-t", "tmpfs", "-o", "size=100m", "tmpfs", disk]);
    try {
      const elsewhere = join(disk, "backup");
      await write(async () => snapshotOf([picture]), { folder: elsewhere });
      expect(await readFile(join(elsewhere, "pictures", picture.path), "utf8")).toBe("hare");
      const big = async () => snapshotOf([picture], { pictureBytes: 80e6 });
      await expect(write(big, { folder: join(disk, "another") })).rejects.toThrow(
        /^The backup needs about 130 MB, and the disk of \S+ has \d+ MB left\. Free some room, or name a folder elsewhere/,
      );
      expect(await readdir(disk)).toEqual(["backup"]);
    } finally {
      await run("umount", [disk]);
    }
  },
);

test("B1: a picture that is missing, or not what its row says, is named and stops nothing", async () => {
  const [fine, spoiled] = [await store("fine"), await store("spoiled", "other bytes")];
  const extra = { ...(await store("extra", "other bytes")), sha256: null };
  const missing = { ...fine, path: "user/batch/missing.png" };
  const manifest = await write(async () => snapshotOf([fine, spoiled, missing, extra]));
  expect(manifest.pictures).toEqual({
    count: 3,
    missing: [missing.path],
    damaged: [extra.path, spoiled.path],
  });
  expect(manifest.encryption_key).toBe("none");
});

test("B1: when a batch is deleted while its pictures are taken, it starts anew and is not in it", async () => {
  const [kept, deleted] = [await store("kept"), await store("deleted")];
  let rounds = 0;
  const manifest = await write(async () => {
    rounds += 1;
    if (rounds > 1) return snapshotOf([kept]);
    await rm(join(dataDir, "pictures", deleted.path));
    return snapshotOf([kept, deleted], { deletedSince: async () => [deleted.ownerId] });
  });
  expect(rounds).toBe(2);
  expect(manifest.pictures).toEqual({ count: 1, missing: [], damaged: [] });
  expect(said).toContain("A batch was deleted meanwhile; once more from the start.");
});

test("B1: the answer of a call that has no end in the snapshot is taken, though it was forgotten right after", async () => {
  const file = (id: string, end: string) => join(dataDir, "spool", `${id}.${end}`);
  await writeFile(file(openAttempt, "answer"), "paid");
  await writeFile(file(goneAttempt, "answer"), "settled");
  await writeFile(file(heldAttempt, "part"), "half");
  await writeFile(join(dataDir, "spool/spool-id"), "this disk");
  const manifest = await write(async () => {
    await rm(file(openAttempt, "answer"));
    await rm(file(goneAttempt, "answer"));
    return snapshotOf([], { openAttemptIds: [openAttempt, heldAttempt] });
  });
  expect((await readdir(join(folder, "spool"))).toSorted()).toEqual(
    [`${openAttempt}.answer`, `${heldAttempt}.part`, "spool-id"].toSorted(),
  );
  expect(manifest.answers).toBe(2);
});

test("B1: what breaks or is called off leaves nothing that looks like a backup", async () => {
  const broken = snapshotOf([], {
    async *rowsOf() {
      yield Buffer.from("1\n");
      throw new Error("The database went away.");
    },
  });
  await expect(write(async () => broken)).rejects.toThrow("The database went away.");
  const calling = new AbortController();
  const calledOff = write(
    async () => {
      calling.abort();
      return snapshotOf([await store("hare")]);
    },
    { signal: calling.signal },
  );
  await expect(calledOff).rejects.toThrow("abort");
  expect(await readdir(home)).toEqual(["data"]);
});

test("B1: two backups into one folder at once do not spoil each other: one is made, one is refused", async () => {
  const pictures = [await store("hare"), await store("fox")];
  const ends = await Promise.allSettled(
    [1, 2, 3].map(() => write(async () => snapshotOf(pictures))),
  );
  const refused = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
  expect(refused).toHaveLength(2);
  for (const reason of refused) expect(reason).toContain("another backup is under way");
  await run("sha256sum", ["-c", "--quiet", "checksums.sha256"], { cwd: folder });
  expect((await readdir(home)).toSorted()).toEqual(["backup", "data"]);
});

const target = () => join(home, "target");
function restore(fill: () => Promise<FilledTables>, release: () => Promise<void> = async () => {}) {
  return restoreBackup({
    folder,
    dataDir: target(),
    refuseFilledDatabase: async () => {},
    hold: async () => {
      await mkdir(target(), { recursive: true });
      return { release };
    },
    fill,
    openArchive: async () => null,
    keepTokens: false,
    say: () => {},
    signal: new AbortController().signal,
  });
}
const breaking = async () => {
  throw new Error("No such role.");
};

test("B2: a restore whose rows cannot be filled in takes away what it has laid out, and may be tried again", async () => {
  await write(async () => snapshotOf([]));
  await expect(restore(breaking)).rejects.toThrow("No such role.");
  expect(await readdir(target())).toEqual([]);
  expect(await restore(async () => ({ paused: 0, revokedTokens: 0 }))).toMatchObject({ paused: 0 });
});

test("B2: what a failed restore has laid out is marked as half until it is gone, and its folder is let go last", async () => {
  const many = await Promise.all(Array.from({ length: 30 }, (_, n) => store(`hare ${n}`)));
  await write(async () => snapshotOf(many));
  const left: string[][] = [];
  const release = async () => void left.push(await readdir(target()));
  await expect(restore(breaking, release)).rejects.toThrow("No such role.");
  expect(left[0]).toEqual([]);
});

test("B2: what no backup holds is not laid out, though its checksum fits: a database's own files, a path that leads out", async () => {
  for (const path of ["postgres/postgresql.auto.conf", "pictures/../../owned", "server.json"]) {
    await rm(folder, { recursive: true, force: true });
    const manifest = await write(async () => snapshotOf([]));
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), "owned");
    const list = join(folder, "checksums.sha256");
    await writeFile(list, `${await readFile(list, "utf8")}${sha256("owned")}  ${path}\n`);
    const files = { ...manifest.files, checksums_sha256: sha256(await readFile(list, "utf8")) };
    await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...manifest, files }));
    await expect(
      restore(async () => ({ paused: 0, revokedTokens: 0 })),
      path,
    ).rejects.toThrow("is damaged");
    expect(await readdir(target()).catch(() => []), path).toEqual([]);
  }
});

test("B1: a key that comes from the environment is in no backup, though a file of before a move still holds it", async () => {
  await writeFile(join(dataDir, "encryption.key"), `${"3c".repeat(32)}\n`);
  const given = await write(async () => snapshotOf([]), { isKeyInEnvironment: true });
  expect(given.encryption_key).toBe("in the environment");
  expect(await readdir(folder)).not.toContain("encryption.key");
  const other = join(home, "other");
  expect((await write(async () => snapshotOf([]), { folder: other })).encryption_key).toBe(
    "in this backup",
  );
  expect(await readdir(other)).toContain("encryption.key");
});
