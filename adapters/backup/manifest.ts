import { CannotStart } from "@bunch/core/cannot-start";
import type { CopiedSequence, CopiedTable } from "@bunch/core/ports/table-copy";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a backup says of itself; beside it lies `checksums.sha256`, as `sha256sum -c` reads it. */
export type Manifest = {
  format: 1;
  /** The version that made it. */
  bunch: string;
  taken_at: string;
  /** Where the key is that seals the API keys; without it they cannot be opened. None: there was nothing to seal yet. */
  encryption_key: "in this backup" | "in the environment" | "none";
  database: {
    migrations: readonly string[];
    tables: readonly (CopiedTable & { rows: number })[];
    sequences: readonly CopiedSequence[];
  };
  pictures: {
    count: number;
    /** Named by a row and not in the store, or other bytes than the row says, when the backup was made. */
    missing: readonly string[];
    damaged: readonly string[];
  };
  /** Answers of providers that were not settled yet. */
  answers: number;
  files: { count: number; bytes: number; checksums_sha256: string };
};

export const manifestFile = "manifest.json";
export const checksumsFile = "checksums.sha256";

/** Where a table's rows lie in a backup. */
export function rowsFile(table: CopiedTable): string {
  return `database/${table.name}.copy`;
}

/** What a backup says of itself; refuses what is none, or one of a kind that this program cannot read. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestFile), "utf8").catch((cause: unknown) => {
    const hint = folder.endsWith(".part") ? "; it was cut short while it was made" : "";
    throw new CannotStart(
      `${folder} is no backup: it has no ${manifestFile}${hint}. Name the folder that npm run backup made.`,
      { cause },
    );
  });
  const manifest = parsed(text);
  if (manifest === null)
    throw new CannotStart(`${join(folder, manifestFile)} is damaged. Take another backup.`);
  if (manifest.format !== 1)
    throw new CannotStart(
      `${folder} was made by a newer Bunch (format ${String(manifest.format)}). Update Bunch (git pull, then npm ci), then restore again.`,
    );
  return manifest;
}

function parsed(text: string): Manifest | null {
  try {
    const value: unknown = JSON.parse(text);
    const isManifest = typeof value === "object" && value !== null && "format" in value;
    return isManifest ? (value as Manifest) : null;
  } catch {
    return null;
  }
}
