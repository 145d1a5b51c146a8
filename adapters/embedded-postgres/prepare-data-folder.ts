import { chmod, mkdir, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";

/**
 * Creates the data folder if it is missing and answers its true path. It is this user's alone; made by root, others
 * may pass through (the database runs as another user) but not list it.
 */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  try {
    const created = await mkdir(path, { recursive: true });
    if (created !== undefined) await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    return await realpath(path);
  } catch (error) {
    throw new EmbeddedPostgresUnavailable(
      `The data folder ${path} cannot be made or entered. Give user ${process.getuid?.() ?? "you"} the rights to it, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}
