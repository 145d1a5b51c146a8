import { segmentsOf } from "./object-path.ts";
import type { StorageLine } from "./storage-line.ts";

/** Where an object is read with the key, whether its bucket is public or not; without one it would be no proof of anything. */
export function readingPath(bucket: string, path: string): string {
  return `/object/authenticated/${encodeURIComponent(bucket)}/${segmentsOf(path).join("/")}`;
}

/**
 * Reads what lies under a path and compares it with `bytes` as it comes, without keeping it. Not by size and ETag: what
 * an ETag is made of depends on where the server itself stores.
 */
export function compareStored(
  line: StorageLine,
  input: { path: string; bytes: Uint8Array; signal: AbortSignal },
): Promise<"same" | "other" | "missing"> {
  const { path, bytes, signal } = input;
  return line.send(
    { method: "GET", path: readingPath(line.bucket, path), carriesPicture: true, signal },
    async (response) => {
      if (!response.ok) {
        const failure = await line.failureIn(response);
        if (failure.kind === "missing") return "missing";
        throw failure;
      }
      let at = 0;
      // Leaving the loop early ends the answer, too.
      for await (const chunk of response.body ?? []) {
        const expected = bytes.subarray(at, at + chunk.byteLength);
        if (Buffer.compare(chunk, expected) !== 0) return "other";
        at += chunk.byteLength;
      }
      return at === bytes.byteLength ? "same" : "other";
    },
  );
}
