import { randomBytes } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { makeLibraryLinks } from "./library-links.ts";
import { type Account, runProgram } from "./run-program.ts";

/** Where the server's programs are, proven to run as the account that will run them. */
export type ServerPrograms = { initdb: string; pgCtl: string };

/**
 * Makes PostgreSQL's programs ready: with their library links, and where the account can reach them. If the package's
 * own place will not do (below a private folder, or read-only), they are copied once into `home`.
 */
export async function prepareServerPrograms(input: {
  packageFolder: string;
  home: string;
  account: Account;
  signal: AbortSignal;
}): Promise<ServerPrograms> {
  const inPlace = await makeLibraryLinks(input.packageFolder).then(
    () => tryToRun(input.packageFolder, input),
    (error: Error) => error.message,
  );
  if (inPlace === undefined) return programsIn(input.packageFolder);
  const copy = await copyPrograms(input.packageFolder, input.home);
  const copied = await tryToRun(copy, input);
  if (copied === undefined) return programsIn(copy);
  throw new EmbeddedPostgresUnavailable(
    `The embedded PostgreSQL cannot be run here: ${copied} Set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

/** Answers undefined when the programs run, else what stands in the way. */
async function tryToRun(
  packageFolder: string,
  input: { home: string; account: Account; signal: AbortSignal },
): Promise<string | undefined> {
  const { code, output } = await runProgram({
    program: programPath(packageFolder, "postgres"),
    args: ["--version"],
    account: input.account,
    folder: input.home,
    waitMs: 15_000,
    signal: input.signal,
  });
  return code === 0 ? undefined : output;
}

async function copyPrograms(packageFolder: string, home: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8")) as {
    version: string;
  };
  const copy = join(home, `programs-${version}`);
  if (await isFolder(copy)) return copy;
  const unfinished = `${copy}.${randomBytes(4).toString("hex")}.unfinished`;
  try {
    await copyTree(join(packageFolder, "native"), join(unfinished, "native"));
    await makeLibraryLinks(unfinished);
    await rename(unfinished, copy);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return copy;
}

/** Copies what the server needs to run; modes are set outright, as the umask may be a private one. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name !== "pkgconfig") await copyTree(source, target);
    if (!entry.isFile() || entry.name.endsWith(".a")) continue;
    await copyFile(source, target);
    await chmod(target, (await stat(source)).mode & 0o100 ? 0o755 : 0o644);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function programsIn(packageFolder: string): ServerPrograms {
  return {
    initdb: programPath(packageFolder, "initdb"),
    pgCtl: programPath(packageFolder, "pg_ctl"),
  };
}

function programPath(packageFolder: string, name: string): string {
  return join(packageFolder, "native", "bin", process.platform === "win32" ? `${name}.exe` : name);
}
