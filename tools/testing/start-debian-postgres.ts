import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import { makeTestFolder } from "./test-folder.ts";

const programs = "/usr/lib/postgresql/15/bin";
/** Where nothing listens over TCP, it names the socket alone. */
const socketPort = 5432;

/** Whether Debian's PostgreSQL 15 is on this machine. */
export const hasDebianPostgres = existsSync(join(programs, "initdb"));

/**
 * Starts a cluster of Debian's PostgreSQL 15 on a socket of its own, or `overTcp` on a port of the loopback address too;
 * `connectionStringOf` logs in without a password.
 */
export async function startDebianPostgres(
  input: {
    overTcp?: boolean;
    /** Further settings, as `max_connections=400`. */
    settings?: readonly string[];
  } = {},
): Promise<{
  connectionStringOf: (login: string, database?: string) => string;
  /** What it has logged so far. */
  log: () => Promise<string>;
  /** The file of its socket, and the folder that it lies in. */
  socket: string;
  socketFolder: string;
  /** Ends it as a power cut would; `bringBack` starts it again. */
  crash: () => Promise<void>;
  bringBack: () => Promise<void>;
  stop: () => Promise<void>;
}> {
  const account = postgresAccount();
  const folder = await makeTestFolder();
  const home = join(folder, "postgres");
  await mkdir(home);
  if (account) await chown(home, account.uid, account.gid);
  await chmod(home, 0o700);
  const cluster = join(home, "cluster");
  const run = (program: string, args: string[]) =>
    promisify(execFile)(join(programs, program), args, {
      cwd: home,
      timeout: 60_000,
      ...account,
    });
  await run("initdb", ["-D", cluster, "-U", "root", "--auth=trust", "--encoding=UTF8", "-N"]);
  const port = input.overTcp ? await freePort() : socketPort;
  const settings = [
    `listen_addresses=${input.overTcp ? "127.0.0.1" : ""}`,
    `port=${port}`,
    `unix_socket_directories=${home}`,
    "fsync=off",
    ...(input.settings ?? []),
  ]
    .map((setting) => `-c ${setting}`)
    .join(" ");
  const log = join(home, "log");
  const start = () =>
    run("pg_ctl", ["start", "-w", "-s", "-D", cluster, "-l", log, "-o", settings]);
  const crash = () => run("pg_ctl", ["stop", "-w", "-s", "-m", "immediate", "-D", cluster]);
  await start();
  return {
    connectionStringOf: (login, database = "postgres") =>
      input.overTcp
        ? `postgresql://${login}@127.0.0.1:${port}/${database}?sslmode=disable`
        : `postgresql://${login}@/${database}?host=${encodeURIComponent(home)}&port=${port}&sslmode=disable`,
    log: () => readFile(log, "utf8"),
    socket: join(home, `.s.PGSQL.${port}`),
    socketFolder: home,
    crash: async () => void (await crash()),
    bringBack: async () => void (await start()),
    stop: async () => {
      await crash();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses root: then it runs as the account that Debian made for it. */
function postgresAccount(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((line) => line.startsWith("postgres:"));
  const [, , uid, gid] = entry?.split(":") ?? [];
  if (!uid || !gid) throw new Error("This machine has no account named postgres.");
  return { uid: Number(uid), gid: Number(gid) };
}
