import type { NamedPicture, TableSnapshot } from "@bunch/core/ports/table-copy";
import { renditionPaths } from "@bunch/core/results/rendition-paths";
import type { PictureArchive } from "@bunch/core/ports/picture-archive";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { EarlierBackup } from "./earlier-backup.ts";
import { type Digest, digestOf } from "./file-digest.ts";
import { createProgress } from "./progress.ts";
import { severalAtOnce } from "./several-at-once.ts";
import { linkOrCopy } from "./take-file.ts";

/** What came of the pictures that rows name. */
export type TakenPictures = {
  count: number;
  missing: NamedPicture[];
  /** Their bytes are not those that their row or their name tells; taken as they are. */
  damaged: string[];
};

/**
 * Takes every picture that the snapshot's rows name, with its smaller copies where they are made. A picture never
 * changes and was stored before its row, so it can be taken after the snapshot; each is read once, to prove its bytes.
 * What an earlier backup has is not fetched from afar again.
 */
export async function takePictures(input: {
  snapshot: TableSnapshot;
  store: string;
  /** Where they lie elsewhere than in the folder `store`. */
  archive: PictureArchive | null;
  earlier: EarlierBackup | null;
  folder: string;
  digests: Map<string, Digest>;
  say: (sentence: string) => void;
  signal: AbortSignal;
}): Promise<TakenPictures> {
  const { digests, signal } = input;
  const taken: TakenPictures = { count: 0, missing: [], damaged: [] };
  const seen = new Set<string>();
  const step = createProgress("pictures", input.say);
  const take = async (path: string): Promise<Digest | null> => {
    const target = join(input.folder, "pictures", path);
    const digest = await copyTo(target, path);
    if (digest === null) return null;
    digests.set(`pictures/${path}`, digest);
    return digest;
  };
  const copyTo = async (file: string, path: string): Promise<Digest | null> => {
    const { archive, earlier, store } = input;
    if (archive === null)
      return (await linkOrCopy(join(store, path), file)) ? digestOf(file, signal) : null;
    const known = await earlier?.take({ path, file, signal });
    if (known) return known;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return (await archive.copyOut({ path, file, signal })) ? digestOf(file, signal) : null;
  };
  for await (const named of input.snapshot.pictures()) {
    const fresh = named.filter(({ path }) => !seen.has(path) && seen.add(path));
    await severalAtOnce(fresh, async (picture) => {
      signal.throwIfAborted();
      const digest = await take(picture.path);
      step();
      if (!digest) return void taken.missing.push(picture);
      taken.count += 1;
      if (!isAsTold(picture, digest)) taken.damaged.push(picture.path);
      for (const copy of Object.values(renditionPaths(picture.path))) await take(copy);
    });
  }
  return taken;
}

/** A row tells the hash; where it does not, half of it stands in the file's name. */
function isAsTold({ path, sha256 }: NamedPicture, digest: Digest): boolean {
  if (sha256 !== null) return digest.sha256 === sha256;
  const told = /(?:^|-)([0-9a-f]{32,64})\.\w+$/.exec(basename(path))?.[1];
  return told === undefined || digest.sha256.startsWith(told);
}
