import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";

type Search = { dataDir: string; outsideRoot: string };

/**
 * Answers where a data folder's database lives outside of it, undefined if it does not. The data folder keeps the id:
 * deleted, it starts empty; moved, it finds its database again; copied, the copy is refused, as two must never share one.
 */
export async function outsideHomeOf({ dataDir, outsideRoot }: Search): Promise<string | undefined> {
  const id = await idKeptIn(dataDir);
  if (id === undefined) return undefined;
  const home = join(outsideRoot, id);
  const owner = await readText(join(home, "data-folder"));
  if (owner === undefined) {
    throw new EmbeddedPostgresUnavailable(
      `The database of ${dataDir} lived in ${home} and is no longer there. Bring that folder back, or delete ${idFile(dataDir)} to start with an empty database.`,
    );
  }
  if (owner === dataDir) return home;
  if ((await idKeptIn(owner)) === id && !(await isSameFolder(owner, dataDir))) {
    throw new EmbeddedPostgresUnavailable(
      `${dataDir} is a copy of ${owner}, whose database lives in ${home} and cannot be shared. Start with ${owner}, or delete ${idFile(dataDir)} to start with an empty database.`,
    );
  }
  await writeFile(join(home, "data-folder"), dataDir);
  return home;
}

/** Makes a home outside the data folder; the id is written last, so a start that dies half-way leaves none behind. */
export async function createOutsideHome(
  { dataDir, outsideRoot }: Search,
  fill: (home: string) => Promise<void>,
): Promise<string> {
  const id = randomBytes(12).toString("hex");
  try {
    await mkdir(outsideRoot, { recursive: true });
    await chmod(outsideRoot, 0o711);
    const home = join(await realpath(outsideRoot), id);
    await mkdir(home);
    await chmod(home, 0o711);
    await fill(home);
    await writeFile(join(home, "data-folder"), dataDir);
    await writeFile(`${idFile(dataDir)}.new`, id);
    await rename(`${idFile(dataDir)}.new`, idFile(dataDir));
    return home;
  } catch (error) {
    if (error instanceof EmbeddedPostgresUnavailable) throw error;
    throw new EmbeddedPostgresUnavailable(
      `PostgreSQL's user cannot reach ${dataDir}, and ${outsideRoot} cannot be made for it instead. Choose a DATA_DIR that other users may pass through to, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

function idFile(dataDir: string): string {
  return join(dataDir, "postgres", "cluster-id");
}

async function idKeptIn(dataDir: string): Promise<string | undefined> {
  const id = await readText(idFile(dataDir));
  return id !== undefined && /^[0-9a-f]{24}$/.test(id) ? id : undefined;
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(one), stat(other)]);
  return first.dev === second.dev && first.ino === second.ino;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
