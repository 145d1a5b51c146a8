import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterPlace } from "./cluster-place.ts";
import { isPostmasterOf } from "./postmaster-process.ts";
import { readPostmasterFile } from "./postmaster-file.ts";
import type { ServerAddress } from "./server-address.ts";
import { asSuperuser } from "./superuser-connection.ts";

/** What is to be seen of a cluster's server: it answers; it lives but does not answer (yet, or any more); it is not there. */
export type ServerSight =
  | { state: "answers"; address: ServerAddress }
  | { state: "silent"; pid: number; because: string }
  | { state: "absent" };

/**
 * Looks whether a server runs on this cluster. The pid file alone proves nothing (it outlives a kill, and the number
 * may be another's by now): a server counts when it answers for this very folder.
 */
export async function lookAtServer(place: ClusterPlace): Promise<ServerSight> {
  const file = await readPostmasterFile(place.clusterFolder);
  if (file === undefined) return { state: "absent" };
  const address: ServerAddress =
    process.platform === "win32"
      ? { host: "127.0.0.1", port: file.port, password: await readPassword(place) }
      : { host: file.socketFolder, port: file.port, password: undefined };
  let because = "it has not told where it listens";
  if (address.host !== "" && address.port > 0) {
    try {
      if (await answersFor(address, place.clusterFolder)) return { state: "answers", address };
      because = "it answers for another folder";
    } catch (error) {
      because = error instanceof Error ? error.message : String(error);
    }
  }
  return (await isPostmasterOf(file.pid, place.clusterFolder))
    ? { state: "silent", pid: file.pid, because }
    : { state: "absent" };
}

/** The file with the password that guards the loopback port on Windows. */
export function passwordFileOf(place: ClusterPlace): string {
  return join(place.home, "password");
}

async function readPassword(place: ClusterPlace): Promise<string> {
  return (await readFile(passwordFileOf(place), "utf8")).trim();
}

async function answersFor(address: ServerAddress, clusterFolder: string): Promise<boolean> {
  const folder = await asSuperuser(address, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory ?? "";
  });
  const [theirs, ours] = await Promise.all([
    realpath(folder).catch(() => folder),
    realpath(clusterFolder),
  ]);
  return theirs === ours;
}
