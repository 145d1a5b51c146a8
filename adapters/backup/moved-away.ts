import { CannotStart } from "@bunch/core/cannot-start";
import { existsSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Lies in a data folder whose embedded database was moved, or is being moved, to a server. */
const movedAwayFile = "moved-away";

/** Stops whoever would draw from an embedded database that was moved: what waits in it waits in its copy too, and would be paid twice. */
export function refuseMovedAway(dataDir: string): void {
  const mark = join(dataDir, movedAwayFile);
  if (!existsSync(mark)) return;
  if (readFileSync(mark, "utf8").startsWith("moving"))
    throw new CannotStart(
      `A move of ${dataDir} to a server is under way or was cut short. If none runs, delete ${mark} and run npm run move again: where the last one had come to its end after all, it says so and moves nothing.`,
    );
  throw new CannotStart(
    `The database in ${dataDir} was moved to a server (npm run move), and what waits in it is drawn there: here it would be paid a second time. Set DATABASE_URL to that server. To go back instead, stop everything that runs on that server, delete ${mark}, and start again; what was drawn there meanwhile stays there.`,
  );
}

/** Keeps everybody from drawing here, from now on. What is not `done` is taken back. */
export async function markMovedAway(
  dataDir: string,
): Promise<{ done: () => Promise<void>; takeBack: () => Promise<void> }> {
  const mark = join(dataDir, movedAwayFile);
  const write = (state: "moving" | "moved", flag: "wx" | "w") =>
    writeFile(mark, `${state} ${new Date().toISOString()}\n`, { flag, mode: 0o600, flush: true });
  await write("moving", "wx");
  return { done: () => write("moved", "w"), takeBack: () => rm(mark, { force: true }) };
}
