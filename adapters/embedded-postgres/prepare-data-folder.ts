import { access, chmod, constants, mkdir, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";

/**
 * Creates the data folder if it is missing and answers its true path. It is this user's alone; made by root, others
 * may pass through (the database runs as another user) but not list it. What stands in the way is told by its kind.
 */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  try {
    const created = await mkdir(path, { recursive: true });
    if (created !== undefined) await chmod(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (cause) {
    // Making a folder below one that is not there tells only that.
    const code = codeOf(cause) === "ENOENT" ? await codeOfNearest(path) : codeOf(cause);
    throw new EmbeddedPostgresUnavailable(await hindrance(path, code), { cause });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Why nothing can be made in the nearest folder above that is there. */
async function codeOfNearest(path: string): Promise<string> {
  const parent = dirname(path);
  const code = await access(parent, constants.W_OK).then(() => "", codeOf);
  return code === "ENOENT" && parent !== path ? codeOfNearest(parent) : code;
}

async function hindrance(path: string, code: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  const we = process.getuid?.() ?? "you";
  switch (code) {
    case "EEXIST":
    case "ENOTDIR":
      return `The data folder ${path} cannot be made: ${found ? "it is a file" : "a part of that path is a file"}, not a folder. Move that file away, or set DATA_DIR to a folder.`;
    case "EROFS":
      return `The data folder ${path} lies on a disk that may only be read. Make that disk writable, or set DATA_DIR to a folder elsewhere.`;
    case "ENOSPC":
    case "EDQUOT":
      return `The data folder ${path} cannot be made, as its disk is full. Free some room, or set DATA_DIR to a folder on another disk.`;
    default:
      return found && found.uid !== we
        ? `The data folder ${path} belongs to user ${found.uid}, and this process is user ${we}, who may not write there. Start it as that user, hand the folder over (chown -R ${we} ${path}), or set DATA_DIR to another folder.`
        : `The data folder ${path} cannot be made, entered or written (${code}). Give user ${we} the rights to it, or set DATA_DIR to another folder.`;
  }
}
