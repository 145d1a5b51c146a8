import { segmentsOf } from "./object-path.ts";
import type { StorageLine } from "./storage-line.ts";

/** A picture on its way into the bucket. */
export type Upload = {
  path: string;
  bytes: Uint8Array;
  contentType: string;
  /** False: what lies there already stays, and the upload fails as `exists`. */
  mayReplace: boolean;
  signal: AbortSignal;
};

/** How long others may keep a copy; what a name stands for never changes. */
export const cacheSeconds = 31_536_000;

/** Stores a picture by one request; throws a StorageFailure. */
export async function uploadAtOnce(line: StorageLine, upload: Upload): Promise<void> {
  const { path, bytes, contentType, mayReplace, signal } = upload;
  await line.send(
    {
      method: "POST",
      path: `/object/${encodeURIComponent(line.bucket)}/${segmentsOf(path).join("/")}`,
      headers: {
        "content-type": contentType,
        "cache-control": `max-age=${cacheSeconds}`,
        "x-upsert": String(mayReplace),
      },
      body: bytes,
      carriesPicture: true,
      signal,
    },
    async (response) => {
      if (!response.ok) throw await line.failureIn(response);
      // To its end, so that the connection can be used again.
      await response.text();
    },
  );
}
