import { CannotStart } from "@bunch/core/cannot-start";
import type { Log } from "@bunch/core/ports/log";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import { type BucketWish, ensureBucket } from "./ensure-bucket.ts";
import type { StorageLine } from "./storage-line.ts";

const bucketMs = 20_000;

/**
 * Sees that the bucket is as it should be before anything is put into it: now, or, where Storage does not answer now,
 * before the first picture, so that none lies in a bucket that was to be private. Throws CannotStart.
 */
export async function keepBucket(
  line: StorageLine,
  input: { objects: ObjectStore; wish: BucketWish; log: Log },
): Promise<ObjectStore> {
  const { objects, wish, log } = input;
  const { bucket } = line;
  let isKept = false;
  const keep = async (signal: AbortSignal) => {
    const end = await ensureBucket(line, { wish, signal });
    isKept = true;
    if (end === "was made") log.info({ bucket }, "The bucket at Supabase was made.");
    else if (end !== "was there")
      log.warn({ bucket }, `The bucket at Supabase ${end}, as STORAGE_PRIVATE says.`);
  };
  await keep(AbortSignal.timeout(bucketMs)).catch((err: unknown) => {
    if (err instanceof CannotStart) throw err;
    // What is paid waits in the spool until Storage answers.
    log.warn({ err, bucket }, "Supabase Storage does not answer; pictures wait until it does.");
  });
  return {
    ...objects,
    async put(one) {
      if (!isKept) await keep(AbortSignal.any([one.signal, AbortSignal.timeout(bucketMs)]));
      await objects.put(one);
    },
  };
}
