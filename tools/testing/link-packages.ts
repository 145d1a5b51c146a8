import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Gives another tree of this program the packages of this one; only its own workspaces are its own. */
export async function linkPackages(folder: string): Promise<void> {
  const packages = join(folder, "node_modules");
  await mkdir(join(packages, "@bunch"), { recursive: true });
  for (const name of await readdir(join(root, "node_modules")))
    if (name !== "@bunch") await symlink(join(root, "node_modules", name), join(packages, name));
  const { workspaces } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  for (const workspace of workspaces) {
    await symlink(join(folder, workspace), join(packages, "@bunch", workspace.split("/").at(-1)!));
    const own = join(root, workspace, "node_modules");
    if (existsSync(own)) await symlink(own, join(folder, workspace, "node_modules"));
  }
}
