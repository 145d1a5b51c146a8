import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { type Cluster, endServerIfUnused } from "./end-server.ts";
import { ensureRoles } from "./ensure-roles.ts";
import { launchServer } from "./launch-server.ts";
import { lookAtServer } from "./look-at-server.ts";
import type { ServerAddress } from "./server-address.ts";
import { waitUntil } from "./wait-until.ts";

/** A server that answers, and whether it did so before we did anything. */
export type RunningServer = { address: ServerAddress; adopted: boolean };

const pauseMs = 50;
const showsWithinMs = 500;
const endWaitMs = 80_000;
/** Once may be a slip of somebody's hand; again and again it is the system, short of memory as a rule. */
const mostEnded = 3;

/** Adopts the server that answers, waits for one that does not answer yet, or launches one where there is none. */
export async function bringUpServer(
  cluster: Cluster,
  waitMs: number,
  signal: AbortSignal,
): Promise<RunningServer> {
  const { place, pgCtl } = cluster;
  let launched = false;
  let ended = 0;
  let hindrance = "";
  const attempt = async (): Promise<ServerAddress | undefined> => {
    const sight = await lookAtServer(place);
    switch (sight.state) {
      case "answers":
        try {
          await ensureRoles(sight.address);
          return sight.address;
        } catch (error) {
          // It may have begun to end since we looked: look again.
          hindrance = error instanceof Error ? error.message : String(error);
          return undefined;
        }
      case "silent":
        hindrance = `process ${sight.pid} holds it and does not answer (${sight.because}); end it with "kill -INT ${sight.pid}"`;
        return undefined;
      case "absent": {
        launched = true;
        const launch = await launchServer(place, pgCtl, signal);
        if (launch.up) return undefined;
        hindrance = launch.because;
        if (launch.wasEnded) ended += 1;
        if (ended >= mostEnded)
          throw new EmbeddedPostgresUnavailable(
            `PostgreSQL on ${place.clusterFolder} was ended ${ended} times while it started, and said nothing. As a rule that is the system running out of memory: close other programs, or set DATABASE_URL to a PostgreSQL elsewhere. Nothing is lost.`,
          );
        return undefined;
      }
      default:
        return sight satisfies never;
    }
  };
  try {
    const address = await waitUntil({ attempt, waitMs, pauseMs, signal });
    if (address !== undefined) return { address, adopted: !launched };
    throw new EmbeddedPostgresUnavailable(
      `PostgreSQL on ${place.clusterFolder} was not ready within ${waitMs / 1000} s: ${hindrance}. Or set DATABASE_URL to another PostgreSQL.`,
    );
  } catch (error) {
    if (launched) await endCutShort(cluster);
    throw error;
  }
}

/** A launch cut short leaves no server behind for nobody, not even one that shows itself a moment later. */
async function endCutShort(cluster: Cluster): Promise<void> {
  const signal = AbortSignal.timeout(endWaitMs);
  const shows = async () =>
    (await lookAtServer(cluster.place)).state === "absent" ? undefined : true;
  await waitUntil({ attempt: shows, waitMs: showsWithinMs, pauseMs, signal });
  await endServerIfUnused(cluster, signal);
}
