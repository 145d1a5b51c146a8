import type { ObjectStore } from "@bunch/core/ports/object-store";
import type { NamedPicture } from "@bunch/core/ports/table-copy";
import { renditionPaths } from "@bunch/core/results/rendition-paths";
import { createHash } from "node:crypto";
import { extname } from "node:path";
import { createProgress } from "./progress.ts";
import { severalAtOnce } from "./several-at-once.ts";

/** What came of the pictures that rows name. */
export type MovedPictures = {
  pictures: number;
  /** Their smaller copies. */
  copies: number;
  bytes: number;
  /** Named by a row and not in the store, or other bytes than the row says, before anything was moved. */
  missing: string[];
  damaged: string[];
};

const types: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
};
/** Some answers' pictures are tens of megabytes, and each is held twice while it is compared. */
const atOnce = 4;

/**
 * Puts every picture that rows name, with its smaller copies, into another store, and reads each back to compare it byte
 * for byte. Without another store they stay where they are, and are read once to see that they are whole.
 */
export async function movePictures(input: {
  named: AsyncIterable<NamedPicture[]>;
  from: ObjectStore;
  to: ObjectStore | null;
  say: (sentence: string) => void;
  signal: AbortSignal;
}): Promise<MovedPictures> {
  const { from, to, signal } = input;
  const moved: MovedPictures = { pictures: 0, copies: 0, bytes: 0, missing: [], damaged: [] };
  const seen = new Set<string>();
  const step = createProgress("pictures", input.say);

  /** The bytes, once they lie where they are to lie; null when there are none. */
  async function take(path: string): Promise<Uint8Array | null> {
    const bytes = await from.get({ path, signal });
    if (bytes === null || to === null) return bytes;
    await to.put({ path, bytes, contentType: types[extname(path)] ?? "image/png", signal });
    const arrived = await to.get({ path, signal });
    if (arrived === null || !Buffer.from(arrived).equals(bytes))
      throw new Error(`${path} did not arrive as it was sent. Nothing was moved; try again.`);
    return bytes;
  }

  for await (const batch of input.named) {
    const fresh = batch.filter(({ path }) => !seen.has(path) && seen.add(path));
    const one = async (picture: NamedPicture) => {
      signal.throwIfAborted();
      const bytes = await take(picture.path);
      step();
      if (bytes === null) return void moved.missing.push(picture.path);
      moved.pictures += 1;
      moved.bytes += bytes.length;
      if (!isAsTold(picture, bytes)) moved.damaged.push(picture.path);
      for (const path of Object.values(renditionPaths(picture.path))) {
        const copy = await take(path);
        if (copy === null) continue;
        moved.copies += 1;
        moved.bytes += copy.length;
      }
    };
    await severalAtOnce(fresh, one, atOnce);
  }
  return moved;
}

/** A row tells the hash; where it does not, half of it stands in the file's name. */
function isAsTold({ path, sha256 }: NamedPicture, bytes: Uint8Array): boolean {
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== null) return digest === sha256;
  const told = /(?:^|-)([0-9a-f]{32,64})\.\w+$/.exec(path.slice(path.lastIndexOf("/") + 1))?.[1];
  return told === undefined || digest.startsWith(told);
}
