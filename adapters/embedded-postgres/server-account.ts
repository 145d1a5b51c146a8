import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import type { Account } from "./run-program.ts";

const nobody = 65534;

/**
 * Chooses who runs the server. PostgreSQL refuses root, so root hands it to the data folder's owner if that is a known
 * user, else to nobody; anyone else runs it as themselves.
 */
export async function chooseServerAccount(dataDir: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(dataDir);
  if (uid !== 0 && (await hasPasswdEntry(uid))) return { uid, gid };
  return { uid: nobody, gid: nobody };
}

/** Says early, and in our words, that initdb refuses a user who has no entry in the system's user list. */
export function refuseNamelessUser(): void {
  try {
    userInfo();
  } catch (error) {
    throw new EmbeddedPostgresUnavailable(namelessUserMessage(process.getuid?.()), {
      cause: error,
    });
  }
}

/** The sentence for a user number that has no name: PostgreSQL cannot create a database as such. */
export function namelessUserMessage(uid: number | undefined): string {
  return `The embedded PostgreSQL cannot create its database as user ${uid}, which has no entry in /etc/passwd. Add one, run as a user that has one, or set DATABASE_URL to a PostgreSQL 15 or newer.`;
}

async function hasPasswdEntry(uid: number): Promise<boolean> {
  const lines = await readFile("/etc/passwd", "utf8").catch(() => "");
  return lines.split("\n").some((line) => line.split(":")[2] === String(uid));
}
