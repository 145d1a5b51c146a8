import type { ObjectStore } from "@bunch/core/ports/object-store";
import { compareStored, readingPath } from "./compare-stored.ts";
import { isNamedByContent, segmentsOf } from "./object-path.ts";
import { removeStored } from "./remove-stored.ts";
import { StorageFailure } from "./storage-failure.ts";
import type { StorageLine } from "./storage-line.ts";
import { type Upload, uploadAtOnce } from "./upload-at-once.ts";
import { chunkBytes, uploadResumably } from "./upload-resumably.ts";

/**
 * Keeps pictures in a bucket of Supabase Storage. A picture is never replaced there: to store it again is well where the
 * same bytes lie there, and an error otherwise. Throws StorageFailures; whoever may try again just does.
 */
export function createSupabaseObjects(line: StorageLine): ObjectStore {
  return {
    async put(input) {
      segmentsOf(input.path);
      const upload: Upload = { ...input, mayReplace: !isNamedByContent(input.path) };
      const store = input.bytes.byteLength > chunkBytes ? uploadResumably : uploadAtOnce;
      try {
        await store(line, upload);
      } catch (cause) {
        if (!(cause instanceof StorageFailure) || cause.kind !== "exists") throw cause;
        await expectSame(line, upload, cause);
      }
    },
    async get({ path, signal }) {
      const from = readingPath(line.bucket, path);
      return line.send(
        { method: "GET", path: from, carriesPicture: true, signal },
        async (response) => {
          if (response.ok) return new Uint8Array(await response.arrayBuffer());
          const failure = await line.failureIn(response);
          if (failure.kind === "missing") return null;
          throw failure;
        },
      );
    },
    fileOf: () => null,
    async remove({ paths, signal }) {
      for (const path of paths) segmentsOf(path);
      await removeStored(line, { paths, signal });
    },
  };
}

async function expectSame(line: StorageLine, upload: Upload, cause: unknown): Promise<void> {
  const found = await compareStored(line, upload);
  if (found === "same") return;
  if (found === "missing")
    throw new StorageFailure("busy", `${upload.path} was in the bucket, and is no more.`, {
      cause,
    });
  throw new StorageFailure(
    "other_bytes",
    `Other bytes lie in the bucket "${line.bucket}" under ${upload.path}, though its name tells its content. Nothing was replaced. Look who else writes into this bucket, and remove that object in the dashboard under Storage.`,
    { cause },
  );
}
