import { CannotStart } from "@bunch/core/cannot-start";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Lies in a data folder while a restore fills it. */
export const unfinishedRestoreFile = "restore-unfinished";

/** Stops whoever would run on a data folder that a restore has left half full. */
export function refuseUnfinishedRestore(dataDir: string): void {
  if (existsSync(join(dataDir, unfinishedRestoreFile)))
    throw new CannotStart(
      `A restore into ${dataDir} is under way or was cut short. If none runs, delete that folder and run npm run restore again.`,
    );
}
