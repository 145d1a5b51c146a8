import { lstat, readFile, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

type Link = { source: string; target: string };

/**
 * Makes the symbolic links that the package's libraries need and npm cannot ship. The package's own install script
 * makes them, unless scripts are switched off. Throws what the file system throws where the folder is read-only.
 */
export async function makeLibraryLinks(packageFolder: string): Promise<void> {
  for (const { source, target } of await linksOf(packageFolder)) {
    const path = join(packageFolder, target);
    if (await exists(path)) continue;
    try {
      await symlink(relative(dirname(target), source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

async function linksOf(packageFolder: string): Promise<Link[]> {
  try {
    return JSON.parse(
      await readFile(join(packageFolder, "native", "pg-symlinks.json"), "utf8"),
    ) as Link[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
