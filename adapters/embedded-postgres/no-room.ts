import { statfs } from "node:fs/promises";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";

/** What an empty database takes on the disk, with the room to start it. */
const newDatabaseMegabytes = 60;

/** Whether a program of PostgreSQL's complains of a full disk. */
export function speaksOfNoRoom(said: string): boolean {
  return /No space left on device|disk quota exceeded/i.test(said);
}

/** The sentence for a database that has no room to be made or to start. */
export async function noRoom(folder: string): Promise<EmbeddedPostgresUnavailable> {
  const left = await statfs(folder).then(
    ({ bavail, bsize }) => `${Math.floor((bavail * bsize) / 1e6)} MB`,
    () => "too little",
  );
  return new EmbeddedPostgresUnavailable(
    `The disk of ${folder} is full (${left} left; a new database takes ${newDatabaseMegabytes} MB, pictures come on top). Free some room, then start again: nothing is lost. Or set DATA_DIR to a folder on another disk.`,
  );
}
