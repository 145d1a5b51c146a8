import { randomBytes } from "node:crypto";
import { readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "../files/sync-folder.ts";
import type { ClusterPlace } from "./cluster-place.ts";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { passwordFileOf } from "./look-at-server.ts";
import { noRoom, speaksOfNoRoom } from "./no-room.ts";
import { runProgram } from "./run-program.ts";
import { namelessUserMessage, refuseNamelessUser } from "./server-account.ts";
import { superuser } from "./server-address.ts";

const major = "15";
const unfinished = "cluster.new-";

/**
 * Makes sure that the place holds a whole cluster of our version. A new one is made beside it and renamed, so that a
 * start cut short leaves nothing that looks like a database.
 */
export async function initialiseCluster(
  place: ClusterPlace,
  initdb: string,
  signal: AbortSignal,
): Promise<void> {
  if (await clusterIsThere(place)) return;
  await removeUnfinished(place);
  const folder = join(place.serverFolder, unfinished + randomBytes(4).toString("hex"));
  if (place.account === undefined) refuseNamelessUser();
  const { code, output } = await runProgram({
    program: initdb,
    args: [
      `--pgdata=${folder}`,
      `--username=${superuser}`,
      "--locale=C",
      "--encoding=UTF8",
      "--data-checksums",
      "--no-instructions",
      ...(await authentication(place)),
    ],
    account: place.account,
    folder: place.serverFolder,
    waitMs: 120_000,
    signal,
  });
  if (code !== 0)
    throw speaksOfNoRoom(output) ? await noRoom(place.serverFolder) : initdbFailed(place, output);
  await rename(folder, place.clusterFolder);
  await syncFolder(place.serverFolder);
}

async function clusterIsThere(place: ClusterPlace): Promise<boolean> {
  const version = await readFile(join(place.clusterFolder, "PG_VERSION"), "utf8").catch(
    () => undefined,
  );
  if (version === undefined) return false;
  if (version.trim() === major) return true;
  throw new EmbeddedPostgresUnavailable(
    `The database in ${place.clusterFolder} was made by PostgreSQL ${version.trim()}, and the embedded one is ${major}. Choose another DATA_DIR, or serve that folder with its own version and set DATABASE_URL.`,
  );
}

/** A Unix socket in a private folder needs no password; a port on loopback is open to every user of the machine. */
async function authentication(place: ClusterPlace): Promise<string[]> {
  if (process.platform !== "win32") return ["--auth-local=trust", "--auth-host=reject"];
  await writeFile(passwordFileOf(place), randomBytes(24).toString("hex"), { mode: 0o600 });
  return ["--auth=scram-sha-256", `--pwfile=${passwordFileOf(place)}`];
}

async function removeUnfinished(place: ClusterPlace): Promise<void> {
  for (const name of await readdir(place.serverFolder)) {
    if (!name.startsWith(unfinished)) continue;
    // The initdb of a killed process may still be at work in it, which this ends.
    const patience = { maxRetries: 10, retryDelay: 50 };
    await rm(join(place.serverFolder, name), { recursive: true, force: true, ...patience });
  }
}

function initdbFailed(place: ClusterPlace, output: string): Error {
  if (output.includes("could not look up effective user ID")) {
    return new EmbeddedPostgresUnavailable(
      namelessUserMessage(place.account?.uid ?? process.getuid?.()),
    );
  }
  return new EmbeddedPostgresUnavailable(
    `PostgreSQL could not create its database in ${place.serverFolder}. Mend what it says, choose another DATA_DIR, or set DATABASE_URL. It said: ${output}`,
  );
}
