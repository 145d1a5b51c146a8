import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { bringUpServer } from "./bring-up-server.ts";
import { postgresFolderOf, settleClusterPlace } from "./cluster-place.ts";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { type Cluster, endServer, endServerIfUnused } from "./end-server.ts";
import { type FileLock, tryFileLock } from "./file-lock.ts";
import { initialiseCluster } from "./initialise-cluster.ts";
import { prepareDataFolder } from "./prepare-data-folder.ts";
import { keepServerUp } from "./keep-server-up.ts";
import { findPackageFolder } from "./program-package.ts";
import {
  connectionStringFor,
  ownerRole,
  type PostgresConnection,
  superuser,
} from "./server-address.ts";
import { prepareServerPrograms } from "./server-programs.ts";
import { waitUntil } from "./wait-until.ts";

/** A database that runs for as long as somebody uses it. */
export type EmbeddedPostgres = {
  /** Logs in as `postgres`, which owns the database and is no superuser. */
  connection: PostgresConnection;
  /** Logs in as `supabase_admin`; for maintenance and tests, never for the application. */
  superuserConnectionString: string;
  /** Whether the server was already running when we came. */
  adopted: boolean;
  /** From now on starts the server again if its process is gone, until this user is done. */
  keepUp(): void;
  /** Says that this user is done. The last one to leave ends the server. */
  stop(): Promise<void>;
};

const startWaitMs = 90_000;
const endWaitMs = 80_000;
const pauseMs = 50;

/**
 * Starts the PostgreSQL 15 that came with npm on a data folder, or adopts the one that already runs there, made by
 * another process or left behind by a dead one. Any number of processes may call it at once.
 */
export async function startEmbeddedPostgres(input: {
  dataDir: string;
  signal: AbortSignal;
  log?: (message: string) => void;
  /** Where the programs are; only tests give another place than npm's. */
  packageFolder?: string;
  /** Where databases go that cannot live in their data folder; only tests give another place. */
  outsideRoot?: string;
}): Promise<EmbeddedPostgres> {
  const { signal, log = () => {}, outsideRoot = "/var/lib/bunch" } = input;
  const dataDir = await prepareDataFolder(input.dataDir);
  const packageFolder = input.packageFolder ?? findPackageFolder();
  const lockFolder = await makeLockFolder(dataDir);

  const turn = await takeTurn(lockFolder, signal);
  try {
    const place = await settleClusterPlace({ dataDir, outsideRoot, log, signal });
    const programs = await prepareServerPrograms({
      packageFolder,
      home: place.home,
      account: place.account,
      signal,
    });
    await initialiseCluster(place, programs.initdb, signal);
    const cluster = { place, pgCtl: programs.pgCtl, usersLock: join(lockFolder, "users.lock") };
    const { address, adopted } = await bringUpServer(cluster, startWaitMs, signal);
    log(`${adopted ? "Adopted the running" : "Started"} PostgreSQL on ${place.clusterFolder}.`);
    const use = tryFileLock(cluster.usersLock, "shared");
    if (use === undefined) throw new Error("The users' lock is taken although we have the turn.");
    const keeping = new AbortController();
    let kept: Promise<void> = Promise.resolve();
    return {
      connection: { connectionString: connectionStringFor(address, ownerRole) },
      superuserConnectionString: connectionStringFor(address, superuser),
      adopted,
      keepUp: () => {
        kept = keepServerUp({
          place,
          bringUp: () => bringUpInTurn(cluster, lockFolder, keeping.signal),
          log,
          signal: keeping.signal,
        });
      },
      stop: once(async () => {
        keeping.abort();
        await kept;
        await leave({ use, cluster, lockFolder, log });
      }),
    };
  } finally {
    turn.release();
  }
}

async function bringUpInTurn(cluster: Cluster, lockFolder: string, signal: AbortSignal) {
  const turn = await takeTurn(lockFolder, signal);
  try {
    await bringUpServer(cluster, startWaitMs, signal);
  } finally {
    turn.release();
  }
}

async function leave(input: {
  use: FileLock;
  cluster: Cluster;
  lockFolder: string;
  log: (message: string) => void;
}): Promise<void> {
  const { use, cluster, lockFolder, log } = input;
  const { clusterFolder } = cluster.place;
  const signal = AbortSignal.timeout(startWaitMs + endWaitMs);
  if (!existsSync(lockFolder)) {
    use.release();
    log(`The data folder is gone, and the PostgreSQL on ${clusterFolder} ends with it.`);
    // A server whose own folder is gone too notices that within a minute.
    if (existsSync(clusterFolder)) await endServer(cluster, signal);
    return;
  }
  const turn = await takeTurn(lockFolder, signal).finally(() => use.release());
  try {
    const ended = await endServerIfUnused(cluster, signal);
    log(`${ended ? "Stopped" : "Left to its other users:"} PostgreSQL on ${clusterFolder}.`);
  } finally {
    turn.release();
  }
}

/** One at a time starts or stops the server of a data folder. */
async function takeTurn(lockFolder: string, signal: AbortSignal): Promise<FileLock> {
  const path = join(lockFolder, "starting.lock");
  const turn = await waitUntil({
    attempt: () => tryFileLock(path, "exclusive"),
    waitMs: startWaitMs,
    pauseMs,
    signal,
  });
  if (turn !== undefined) return turn;
  throw new EmbeddedPostgresUnavailable(
    `Another process has been starting or stopping the database in ${lockFolder} for ${startWaitMs / 1000} s. Look for a hanging node process that uses this data folder and end it.`,
  );
}

async function makeLockFolder(dataDir: string): Promise<string> {
  const folder = postgresFolderOf(dataDir);
  const created = await mkdir(folder, { recursive: true });
  if (created !== undefined) await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  return folder;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
