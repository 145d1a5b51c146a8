import { chmod, mkdir, realpath } from "node:fs/promises";
import { resolve } from "node:path";

/**
 * Creates the data folder if it is missing and answers its true path. It is this user's alone; made by root, others
 * may pass through (the database runs as another user) but not list it.
 */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  const created = await mkdir(resolve(dataDir), { recursive: true });
  if (created !== undefined)
    await chmod(resolve(dataDir), process.getuid?.() === 0 ? 0o711 : 0o700);
  return realpath(dataDir);
}
