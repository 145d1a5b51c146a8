import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { createOutsideHome, outsideHomeOf } from "./outside-home.ts";
import { type Account, runProgram } from "./run-program.ts";
import { chooseServerAccount } from "./server-account.ts";

/** Where a data folder's database lives, and who runs it. Only `serverFolder` and the socket are the account's. */
export type ClusterPlace = {
  home: string;
  serverFolder: string;
  clusterFolder: string;
  socketFolder: string;
  account: Account;
};

/** The folder inside the data folder that holds the locks and, unless it must live outside, the database. */
export function postgresFolderOf(dataDir: string): string {
  return join(dataDir, "postgres");
}

/**
 * Finds where the database of this data folder lives, or makes room for a new one: inside the data folder, or, where
 * the server's account cannot reach that, below `outsideRoot` under a random id that the data folder keeps.
 */
export async function settleClusterPlace(input: {
  dataDir: string;
  outsideRoot: string;
  log: (message: string) => void;
  signal: AbortSignal;
}): Promise<ClusterPlace> {
  const inside = postgresFolderOf(input.dataDir);
  const outside = await outsideHomeOf(input);
  if (outside !== undefined) return existingPlace(outside, input.signal);
  if (await exists(join(inside, "server", "cluster"))) return existingPlace(inside, input.signal);

  const account = await chooseServerAccount(input.dataDir);
  await makeServerFolder(join(inside, "server"), account);
  if (await canEnter(join(inside, "server"), account, input.signal))
    return placeIn(inside, account);
  await rm(join(inside, "server"), { recursive: true });
  const home = await createOutsideHome(input, (folder) =>
    makeServerFolder(join(folder, "server"), account),
  );
  input.log(
    `The database lives in ${home}, because its user may not pass through to ${input.dataDir}.`,
  );
  return placeIn(home, account);
}

async function existingPlace(home: string, signal: AbortSignal): Promise<ClusterPlace> {
  const serverFolder = join(home, "server");
  const account = await ownerAccount(serverFolder);
  if (await canEnter(serverFolder, account, signal)) return placeIn(home, account);
  throw new EmbeddedPostgresUnavailable(
    `The database in ${serverFolder} belongs to user ${account?.uid}, who may no longer pass through to it. Allow that with "chmod o+x" on the folders above it, or move the data folder back to where it was.`,
  );
}

async function makeServerFolder(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true });
  await makePrivateTo(folder, account);
}

/** Gives a folder to the server's account and to nobody else. */
export async function makePrivateTo(folder: string, account: Account): Promise<void> {
  try {
    await chmod(folder, 0o700);
    if (account !== undefined) await chown(folder, account.uid, account.gid);
  } catch (error) {
    throw new EmbeddedPostgresUnavailable(
      `The folder ${folder} cannot be made private to user ${account?.uid ?? process.getuid?.()}. Choose a DATA_DIR on a file system with Unix permissions, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

async function ownerAccount(serverFolder: string): Promise<Account> {
  const { uid, gid } = await stat(serverFolder);
  const we = process.getuid?.();
  if (we === undefined || we === uid) return undefined;
  if (we === 0) return { uid, gid };
  throw new EmbeddedPostgresUnavailable(
    `The database in ${serverFolder} belongs to user ${uid}, and this process is user ${we}. Start it as root or as that user, or choose another DATA_DIR.`,
  );
}

async function canEnter(folder: string, account: Account, signal: AbortSignal): Promise<boolean> {
  if (account === undefined) return true;
  const args = ["-c", 'cd "$1"', "sh", folder];
  const { code, output } = await runProgram({
    program: "/bin/sh",
    args,
    account,
    folder: "/",
    waitMs: 10_000,
    signal,
  });
  if (code === null) {
    throw new EmbeddedPostgresUnavailable(
      `PostgreSQL refuses to run as root, and root may not start it as user ${account.uid} here: ${output} Run as an ordinary user, or set DATABASE_URL.`,
    );
  }
  return code === 0;
}

function placeIn(home: string, account: Account): ClusterPlace {
  const serverFolder = join(home, "server");
  const clusterFolder = join(serverFolder, "cluster");
  return {
    home,
    serverFolder,
    clusterFolder,
    socketFolder: socketFolderFor(serverFolder),
    account,
  };
}

/** Socket addresses are cut off at 104 bytes (macOS) or 108, so a deep folder's socket lives under /tmp. */
function socketFolderFor(serverFolder: string): string {
  const beside = join(serverFolder, "socket");
  if (Buffer.byteLength(join(beside, ".s.PGSQL.5432")) <= 100) return beside;
  return `/tmp/bunch-${createHash("sha256").update(serverFolder).digest("hex").slice(0, 20)}`;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
