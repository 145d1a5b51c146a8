import { mkdir, lstat, open, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { type ClusterPlace, makePrivateTo } from "./cluster-place.ts";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { noRoom, speaksOfNoRoom } from "./no-room.ts";
import { runProgram } from "./run-program.ts";
import { socketPort } from "./server-address.ts";
import { serverSettings } from "./server-settings.ts";

/** How a launch went: up, or not up for a reason that passes by itself, or ended by somebody. Any other reason is thrown. */
export type Launch = { up: true } | { up: false; because: string; wasEnded: boolean };

const logName = "postgres.log";

/**
 * Starts the server of a cluster on which none runs. pg_ctl puts it into a session of its own, so that Ctrl-C at our
 * console does not end the database before we are done with it.
 */
export async function launchServer(
  place: ClusterPlace,
  pgCtl: string,
  signal: AbortSignal,
): Promise<Launch> {
  const onWindows = process.platform === "win32";
  await removeStaleFiles(place);
  if (!onWindows) await makeSocketFolder(place);
  const settings = serverSettings({ socketFolder: onWindows ? undefined : place.socketFolder });
  await writeFile(join(place.home, "postgresql.conf"), settings, { mode: 0o644 });
  const port = onWindows ? await freePort() : socketPort;
  const logStart = await sizeOf(join(place.serverFolder, logName));
  const { code, output } = await runProgram({
    program: pgCtl,
    // Relative names only: pg_ctl pastes these into a shell command without quoting them.
    args: [
      "start",
      "-w",
      "-t",
      "60",
      "-s",
      "-l",
      logName,
      "-o",
      `-c config_file=../postgresql.conf -p ${port}`,
    ],
    account: place.account,
    folder: place.serverFolder,
    environment: { PGDATA: place.clusterFolder },
    waitMs: 70_000,
    signal,
  });
  if (code === 0) return { up: true };
  const log = (await readFrom(join(place.serverFolder, logName), logStart)).trim();
  const said = [
    output.replace(/^pg_ctl: could not start server\s*Examine the log output\.?/m, ""),
    log,
  ]
    .join("\n")
    .trim();
  if (passes(said)) return { up: false, because: said, wasEnded: false };
  if (saysNothingWrong(said))
    return { up: false, because: "something ended it while it started", wasEnded: true };
  if (speaksOfNoRoom(said)) throw await noRoom(place.serverFolder);
  throw new EmbeddedPostgresUnavailable(
    `PostgreSQL did not start on ${place.clusterFolder}. Mend what it says; if its files are damaged, move that data folder away and bring a backup back (npm run restore). It said: ${said}`,
  );
}

/** Whoever cannot start says why; one that was killed has only told how far it was. */
function saysNothingWrong(said: string): boolean {
  return said.split("\n").every((line) => line === "" || line.includes(" LOG:  "));
}

/** Just after a kill the old server's children still hold its memory; a new one may start when they are gone. */
function passes(said: string): boolean {
  return /pre-existing shared memory block|lock file ".*" already exists|could not bind|the database system is/.test(
    said,
  );
}

/**
 * Removes what a dead server left and a new one would stumble over when the dead one's process number lives again as
 * somebody else. The caller has made sure that no server of this cluster lives.
 */
async function removeStaleFiles(place: ClusterPlace): Promise<void> {
  await rm(join(place.clusterFolder, "postmaster.pid"), { force: true });
  if (process.platform === "win32") return;
  await rm(join(place.socketFolder, `.s.PGSQL.${socketPort}.lock`), { force: true });
}

async function makeSocketFolder(place: ClusterPlace): Promise<void> {
  const folder = place.socketFolder;
  const created = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (created !== undefined) await makePrivateTo(folder, place.account);
  const found = await lstat(folder);
  const owner = place.account?.uid ?? process.getuid?.();
  if (found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0) return;
  throw new EmbeddedPostgresUnavailable(
    `The folder ${folder} for the database's socket is not private to user ${owner}. Remove it, or choose a DATA_DIR with a shorter path.`,
  );
}

async function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        settle(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}

async function sizeOf(path: string): Promise<number> {
  return lstat(path).then(
    (found) => found.size,
    () => 0,
  );
}

async function readFrom(path: string, position: number): Promise<string> {
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return "";
  const { buffer, bytesRead } = await handle
    .read({ buffer: Buffer.alloc(4000), position })
    .finally(() => handle.close());
  return buffer.toString("utf8", 0, bytesRead);
}
