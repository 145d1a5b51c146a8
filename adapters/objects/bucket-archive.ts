import type { ObjectStore } from "@bunch/core/ports/object-store";
import type { PictureArchive } from "@bunch/core/ports/picture-archive";
import { createWriteStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { readingPath } from "./compare-stored.ts";
import { StorageFailure } from "./storage-failure.ts";
import type { StorageLine } from "./storage-line.ts";

/** With waits that double, about two minutes of outage. */
const mostTries = 9;
const usualFirstWaitMs = 500;
const mostWaitMs = 60_000;

const contentTypes: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
};

/**
 * Copies pictures out of a bucket and back into it; what may pass is tried again, for a few minutes. On the way out a picture
 * is never whole in memory, on the way in it is, up to 50 MB of each that is under way. Throws a StorageFailure.
 */
export function createBucketArchive(
  line: StorageLine,
  input: { objects: ObjectStore; firstWaitMs?: number },
): PictureArchive {
  const { objects, firstWaitMs = usualFirstWaitMs } = input;

  async function again<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        const mayPass = error instanceof StorageFailure && error.mayPass;
        if (!mayPass || tries === mostTries) throw error;
        const waitMs = Math.min(mostWaitMs, firstWaitMs * 2 ** (tries - 1));
        await sleep(waitMs, undefined, { signal });
      }
    }
  }

  return {
    async copyOut({ path, file, signal }) {
      const from = readingPath(line.bucket, path);
      const end = await again(signal, () =>
        line.send({ method: "GET", path: from, carriesPicture: true, signal }, (response) =>
          receive(line, response, file, signal),
        ),
      );
      if (end instanceof Error) throw end;
      return end === "whole";
    },
    async copyIn({ path, file, signal }) {
      const contentType = contentTypes[extname(path)] ?? "application/octet-stream";
      const bytes = await readFile(file, { signal });
      await again(signal, () => objects.put({ path, bytes, contentType, signal }));
    },
  };
}

/** An Error is returned where the disk did not take the bytes: that is no fault of the server that sends them. */
async function receive(
  line: StorageLine,
  response: Response,
  file: string,
  signal: AbortSignal,
): Promise<"whole" | "missing" | Error> {
  if (!response.ok) {
    const failure = await line.failureIn(response);
    if (failure.kind === "missing") return "missing";
    throw failure;
  }
  await rm(file, { force: true });
  const target = createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
  let diskError: Error | null = null;
  target.once("error", (error) => {
    if ("syscall" in error && "path" in error) diskError = error;
    else if ("code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT"))
      diskError = error;
  });
  try {
    await pipeline(response.body ?? [], target, { signal });
    return "whole";
  } catch (error) {
    if (diskError !== null) return diskError;
    throw error;
  }
}
