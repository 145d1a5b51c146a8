import type { ClusterPlace } from "./cluster-place.ts";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { tryFileLock } from "./file-lock.ts";
import { lookAtServer } from "./look-at-server.ts";
import { runProgram } from "./run-program.ts";

/** What it takes to start or end the server of a data folder; every user of it shares the users' lock. */
export type Cluster = { place: ClusterPlace; pgCtl: string; usersLock: string };

/** Ends the server unless somebody uses it, and answers whether it did. The caller has the turn. */
export async function endServerIfUnused(cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  const alone = tryFileLock(cluster.usersLock, "exclusive");
  if (alone === undefined) return false;
  try {
    await endServer(cluster, signal);
    return true;
  } finally {
    alone.release();
  }
}

/** Ends a cluster's server: politely, and after half a minute at once, which the next start recovers from. */
export async function endServer({ place, pgCtl }: Cluster, signal: AbortSignal): Promise<void> {
  let said = "";
  for (const mode of ["fast", "immediate"]) {
    if ((await lookAtServer(place)).state === "absent") return;
    const { code, output } = await runProgram({
      program: pgCtl,
      args: ["stop", "-w", "-s", "-t", "30", "-m", mode],
      account: place.account,
      folder: place.serverFolder,
      environment: { PGDATA: place.clusterFolder },
      waitMs: 35_000,
      signal,
    });
    if (code === 0) return;
    said = output;
  }
  if ((await lookAtServer(place)).state === "absent") return;
  throw new EmbeddedPostgresUnavailable(
    `PostgreSQL on ${place.clusterFolder} would not stop: ${said}`,
  );
}
