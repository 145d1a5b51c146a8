import { signAddresses } from "./picture-addresses.ts";
import { StorageFailure } from "./storage-failure.ts";
import type { StorageLine } from "./storage-line.ts";

const atOnce = 100;

/**
 * Removes what is there of these. The server tells only what it removed, whether the rest was never there or the key may
 * not remove it: so it is asked which of the rest are there still, and that some are is thrown as `kept`.
 */
export async function removeStored(
  line: StorageLine,
  input: { paths: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const { paths, signal } = input;
  for (let from = 0; from < paths.length; from += atOnce) {
    const some = paths.slice(from, from + atOnce);
    const removed = await removeSome(line, some, signal);
    const rest = some.filter((path) => !removed.has(path));
    const there = await signAddresses(line, { paths: rest, expiresInS: 60, signal });
    if (there.size > 0) throw kept(line.bucket, some.length, [...there.keys()]);
  }
}

function removeSome(
  line: StorageLine,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Set<string>> {
  return line.send(
    {
      method: "DELETE",
      path: `/object/${encodeURIComponent(line.bucket)}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ prefixes: paths }),
      signal,
    },
    async (response) => {
      if (!response.ok) throw await line.failureIn(response);
      const removed = (await response.json()) as { name: string }[];
      return new Set(removed.map(({ name }) => name));
    },
  );
}

function kept(bucket: string, asked: number, still: readonly string[]): StorageFailure {
  return new StorageFailure(
    "kept",
    `${still.length} of ${asked} objects are still in the bucket "${bucket}", the first ${still[0]}: Supabase Storage did not remove them and gave no reason, as where the key may not. Give the secret or service_role key.`,
  );
}
