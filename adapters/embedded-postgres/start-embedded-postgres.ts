import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type ClusterPlace, postgresFolderOf, settleClusterPlace } from "./cluster-place.ts";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { endServer } from "./end-server.ts";
import { ensureRoles } from "./ensure-roles.ts";
import { type FileLock, tryFileLock } from "./file-lock.ts";
import { initialiseCluster } from "./initialise-cluster.ts";
import { launchServer } from "./launch-server.ts";
import { lookAtServer } from "./look-at-server.ts";
import { prepareDataFolder } from "./prepare-data-folder.ts";
import { findPackageFolder } from "./program-package.ts";
import {
  connectionStringFor,
  ownerRole,
  type PostgresConnection,
  type ServerAddress,
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

  const usersLock = join(lockFolder, "users.lock");

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
    const { address, adopted } = await bringUp({ place, pgCtl: programs.pgCtl, usersLock, signal });
    log(`${adopted ? "Adopted the running" : "Started"} PostgreSQL on ${place.clusterFolder}.`);
    const use = tryFileLock(usersLock, "shared");
    if (use === undefined) throw new Error("The users' lock is taken although we have the turn.");
    return {
      connection: { connectionString: connectionStringFor(address, ownerRole) },
      superuserConnectionString: connectionStringFor(address, superuser),
      adopted,
      stop: once(() => leave({ use, place, lockFolder, usersLock, pgCtl: programs.pgCtl, log })),
    };
  } finally {
    turn.release();
  }
}

type Running = { address: ServerAddress; adopted: boolean };

/** Adopts the server that answers, waits for one that does not answer yet, or launches one where there is none. */
async function bringUp(input: {
  place: ClusterPlace;
  pgCtl: string;
  usersLock: string;
  signal: AbortSignal;
}): Promise<Running> {
  const { place, pgCtl, signal } = input;
  let launched = false;
  let hindrance = "";
  const attempt = async (): Promise<ServerAddress | undefined> => {
    const sight = await lookAtServer(place);
    switch (sight.state) {
      case "answers":
        await ensureRoles(sight.address);
        return sight.address;
      case "silent":
        hindrance = `process ${sight.pid} holds it and does not answer (${sight.because}); end it with "kill -INT ${sight.pid}"`;
        return undefined;
      case "absent": {
        launched = true;
        const launch = await launchServer(place, pgCtl, signal);
        if (!launch.up) hindrance = launch.because;
        return undefined;
      }
      default:
        return sight satisfies never;
    }
  };
  try {
    const address = await waitUntil({ attempt, waitMs: startWaitMs, pauseMs, signal });
    if (address !== undefined) return { address, adopted: !launched };
    throw new EmbeddedPostgresUnavailable(
      `PostgreSQL on ${place.clusterFolder} was not ready within ${startWaitMs / 1000} s: ${hindrance}. Or set DATABASE_URL to another PostgreSQL.`,
    );
  } catch (error) {
    if (launched) await endCutShort(input);
    throw error;
  }
}

/** A launch cut short leaves no server behind for nobody, not even one that shows itself a moment later. */
async function endCutShort(input: {
  place: ClusterPlace;
  pgCtl: string;
  usersLock: string;
}): Promise<void> {
  const signal = AbortSignal.timeout(endWaitMs);
  const shows = async () =>
    (await lookAtServer(input.place)).state === "absent" ? undefined : true;
  await waitUntil({ attempt: shows, waitMs: 500, pauseMs, signal });
  await endIfUnused({ ...input, signal });
}

/** Ends the server unless somebody uses it; answers whether it did. The caller has the turn. */
async function endIfUnused(input: {
  place: ClusterPlace;
  pgCtl: string;
  usersLock: string;
  signal: AbortSignal;
}): Promise<boolean> {
  const alone = tryFileLock(input.usersLock, "exclusive");
  if (alone === undefined) return false;
  try {
    await endServer(input.place, input.pgCtl, input.signal);
    return true;
  } finally {
    alone.release();
  }
}

async function leave(input: {
  use: FileLock;
  place: ClusterPlace;
  lockFolder: string;
  usersLock: string;
  pgCtl: string;
  log: (message: string) => void;
}): Promise<void> {
  const { use, place, lockFolder, log } = input;
  if (!existsSync(lockFolder)) {
    use.release();
    log(
      `The data folder is gone; the PostgreSQL on ${place.clusterFolder} ends by itself within a minute.`,
    );
    return;
  }
  const signal = AbortSignal.timeout(startWaitMs + endWaitMs);
  const turn = await takeTurn(lockFolder, signal).finally(() => use.release());
  try {
    const ended = await endIfUnused({ ...input, signal });
    log(`${ended ? "Stopped" : "Left to its other users:"} PostgreSQL on ${place.clusterFolder}.`);
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
