import { type ChildProcess, spawn } from "node:child_process";
import { chown, rm, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../testing/start-bunch.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";

const program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].find((path) => existsSync(path));

/** Whether pgbouncer is on this machine. */
export const hasPgbouncer = program !== undefined;

/**
 * Starts a pgbouncer that lends a connection for one transaction at a time, and has so few of them for each login and
 * database that transactions of different people must share them.
 */
export async function startPgbouncer(input: {
  /** Where PostgreSQL's socket lies. */
  socketFolder: string;
  logins: readonly string[];
  connectionsOfEach: number;
}) {
  if (program === undefined) throw new Error("pgbouncer is not there: apt-get install pgbouncer.");
  const folder = await makeTestFolder();
  const port = await freePort();
  const [settingsFile, loginsFile] = [join(folder, "pgbouncer.ini"), join(folder, "logins")];
  await writeFile(loginsFile, input.logins.map((login) => `"${login}" ""\n`).join(""));
  await writeFile(
    settingsFile,
    `[databases]
* = host=${input.socketFolder} port=5432
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${loginsFile}
pool_mode = transaction
default_pool_size = ${input.connectionsOfEach}
max_client_conn = 200
`,
  );
  const account = accountFor();
  if (account)
    for (const file of [settingsFile, loginsFile]) await chown(file, account.uid, account.gid);
  const child: ChildProcess = spawn(program, [settingsFile], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    ...account,
  });
  let said = "";
  child.stderr?.on("data", (text) => (said += text));
  const ended = new Promise((resolve) => child.once("close", resolve));
  await until("pgbouncer listens", () => said.includes("process up"), { give: () => said });
  return {
    urlOf: (login: string, database: string) =>
      `postgresql://${login}@127.0.0.1:${port}/${database}?sslmode=disable`,
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** It refuses root: then it runs as the account that may use PostgreSQL's socket. */
function accountFor(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((line) => line.startsWith("postgres:"));
  const [, , uid, gid] = entry?.split(":") ?? [];
  if (!uid || !gid) throw new Error("This machine has no account named postgres.");
  return { uid: Number(uid), gid: Number(gid) };
}
