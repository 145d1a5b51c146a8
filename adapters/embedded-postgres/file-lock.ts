import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";

/** A lock of the operating system's kernel, which drops it by itself the moment its process dies. */
export type FileLock = { release(): void };

const sqliteBusy = 5;

// A lock must not end because the garbage collector found its holder's last reference gone.
const held = new Set<DatabaseSync>();

/**
 * Takes a file's lock at once, or answers undefined when someone else has it. Node has no `flock`, so an empty SQLite
 * file stands in: its transactions are kernel locks on Linux, macOS and Windows. On Unix a process loses such a lock
 * when it opens and closes the same file by other means, so nothing else may ever read a lock file.
 */
export function tryFileLock(path: string, kind: "exclusive" | "shared"): FileLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    createPrivately(path);
    database = new DatabaseSync(path, { timeout: 0 });
    // No journal beside the file: nothing is ever written into it.
    database.exec("PRAGMA journal_mode = MEMORY");
    if (kind === "exclusive") {
      database.exec("BEGIN EXCLUSIVE");
    } else {
      database.exec("BEGIN");
      database.prepare("SELECT count(*) FROM sqlite_master").get();
    }
  } catch (error) {
    database?.close();
    if (error instanceof Error && "errcode" in error && error.errcode === sqliteBusy)
      return undefined;
    throw new EmbeddedPostgresUnavailable(
      `The lock file ${path} cannot be used. Give this process's user read and write rights to it, and keep DATA_DIR on a local disk.`,
      { cause: error },
    );
  }
  return lockHeldBy(database);
}

function lockHeldBy(database: DatabaseSync): FileLock {
  held.add(database);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
