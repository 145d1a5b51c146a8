import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const oldMs = 60 * 60_000;

/** Removes what a crash left half written; younger files may be another process's at this moment. */
export function clearIncoming(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const writtenMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - writtenMs > oldMs) rmSync(path, { force: true });
  }
}
