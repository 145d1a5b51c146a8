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
import { prepareServerPrograms, type ServerPrograms } from "./server-programs.ts";
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

  const starting = await takeTurn(lockFolder, signal);
  try {
    const place = await settleClusterPlace({ dataDir, outsideRoot, log, signal });
    const running = await bringUp({ place, packageFolder, log, signal });
    const use = tryFileLock(usersLock(lockFolder), "shared");
    if (use === undefined)
      throw new Error("The users' lock is held although nobody else has the turn.");
    return {
      connection: { connectionString: connectionStringFor(running.address, ownerRole) },
      superuserConnectionString: connectionStringFor(running.address, superuser),
      adopted: running.adopted,
      stop: once(() => leave({ use, place, lockFolder, pgCtl: running.programs.pgCtl, log })),
    };
  } finally {
    starting.release();
  }
}

type Running = { address: ServerAddress; adopted: boolean; programs: ServerPrograms };

async function bringUp(input: {
  place: ClusterPlace;
  packageFolder: string;
  log: (message: string) => void;
  signal: AbortSignal;
}): Promise<Running> {
  const { place, log, signal } = input;
  const programs = await prepareServerPrograms({
    ...input,
    home: place.home,
    account: place.account,
  });
  await initialiseCluster(place, programs.initdb, signal);
  let launched = false;
  let silence = "";
  const running = await waitUntil({
    waitMs: startWaitMs,
    pauseMs,
    signal,
    attempt: async () => {
      const sight = await lookAtServer(place);
      switch (sight.state) {
        case "answers":
          return { address: sight.address, adopted: !launched, programs };
        case "silent":
          silence = `process ${sight.pid} holds it and does not answer (${sight.because}); end it with "kill -INT ${sight.pid}"`;
          return undefined;
        case "absent": {
          const launch = await launchServer(place, programs.pgCtl, signal);
          launched ||= launch.up;
          if (!launch.up) silence = launch.because;
          return undefined;
        }
        default:
          return sight satisfies never;
      }
    },
  });
  if (running === undefined) {
    throw new EmbeddedPostgresUnavailable(
      `PostgreSQL on ${place.clusterFolder} was not ready within ${startWaitMs / 1000} s: ${silence}. Or set DATABASE_URL to another PostgreSQL.`,
    );
  }
  await ensureRoles(running.address);
  log(
    running.adopted
      ? `Adopted the PostgreSQL running on ${place.clusterFolder}.`
      : `Started PostgreSQL on ${place.clusterFolder}.`,
  );
  return running;
}

async function leave(input: {
  use: FileLock;
  place: ClusterPlace;
  lockFolder: string;
  pgCtl: string;
  log: (message: string) => void;
}): Promise<void> {
  const { use, place, lockFolder, pgCtl, log } = input;
  const signal = AbortSignal.timeout(120_000);
  const turn = await takeTurn(lockFolder, signal);
  try {
    use.release();
    const alone = tryFileLock(usersLock(lockFolder), "exclusive");
    if (alone === undefined) {
      log(`Left the PostgreSQL on ${place.clusterFolder} to its other users.`);
      return;
    }
    try {
      await endServer(place, pgCtl, signal);
      log(`Stopped the PostgreSQL on ${place.clusterFolder}.`);
    } finally {
      alone.release();
    }
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

function usersLock(lockFolder: string): string {
  return join(lockFolder, "users.lock");
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
