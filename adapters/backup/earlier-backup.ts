import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readChecksums } from "./checksum-list.ts";
import { type Digest, digestOf } from "./file-digest.ts";
import { manifestFile, readManifest } from "./manifest.ts";
import { linkOrCopy } from "./take-file.ts";

/** A backup that lies beside the one that is made: what it holds need not be fetched from far away again. */
export type EarlierBackup = {
  bytes: number;
  /** Takes a picture over into a new file, by a second name; null where it has none, or where its bytes have changed. */
  take(input: { path: string; file: string; signal: AbortSignal }): Promise<Digest | null>;
};

/** The newest whole backup in the folder that `folder` will lie in; null where there is none. */
export async function findEarlierBackup(folder: string): Promise<EarlierBackup | null> {
  const home = dirname(folder);
  let newest: { path: string; madeMs: number } | null = null;
  for (const name of await readdir(home).catch(() => [])) {
    const path = join(home, name);
    if (name.endsWith(".part")) continue;
    const made = await stat(join(path, manifestFile)).catch(() => null);
    if (made?.isFile() && made.mtimeMs > (newest?.madeMs ?? -1))
      newest = { path, madeMs: made.mtimeMs };
  }
  if (newest === null) return null;
  const earlier = newest.path;
  // A damaged one only costs what it would have spared.
  const read = async () => {
    const manifest = await readManifest(earlier);
    return { bytes: manifest.files.bytes, told: await readChecksums(earlier, manifest) };
  };
  const found = await read().catch(() => null);
  if (found === null) return null;
  return {
    bytes: found.bytes,
    async take({ path, file, signal }) {
      const told = found.told.get(`pictures/${path}`);
      if (told === undefined) return null;
      if (!(await linkOrCopy(join(earlier, "pictures", path), file))) return null;
      const digest = await digestOf(file, signal);
      if (digest.sha256 === told) return digest;
      await rm(file);
      return null;
    },
  };
}
