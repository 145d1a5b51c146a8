import { putFirstDatabase } from "./first-folder.ts";
import { serversFor } from "./servers-for.ts";
import { startFleet } from "./start-fleet.ts";
import { type Bunch, type Starting, startOneProcess } from "./start-one-process.ts";

export type { Bunch } from "./start-one-process.ts";
export { freePort } from "./free-port.ts";

/**
 * Starts all of it on a data folder and resolves once `/ready` says yes. Where the suite runs on servers
 * (`npm run test:servers`), what would be one process is two API and up to four worker processes on PostgreSQL and Redis.
 */
export async function startBunch(
  input: Starting & {
    /** Why this has to be what it says, one process and nothing given, whatever the suite runs on. */
    oneProcess?: string;
  },
): Promise<Bunch> {
  const { oneProcess, ...starting } = input;
  const servers =
    oneProcess === undefined
      ? await serversFor(input.env?.["DATABASE_URL"] ?? input.dataDir)
      : null;
  if (servers === null) {
    // Whoever needs to be one process may be about its very first start.
    const isEmbedded = oneProcess === undefined && !starting.env?.["DATABASE_URL"];
    if (isEmbedded) await putFirstDatabase(starting.dataDir);
    return startOneProcess(starting);
  }
  // What a test says itself comes first: a database of its own, say.
  const env = { ...servers.env, ...input.env };
  const { role = "all-in-one" } = input;
  return role === "all-in-one"
    ? startFleet({ ...starting, env })
    : startOneProcess({ ...starting, env });
}
