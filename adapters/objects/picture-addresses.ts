import { segmentsOf } from "./object-path.ts";
import { type StorageLine, storageBase } from "./storage-line.ts";

/** Where anybody reads a picture of a public bucket; whether it is there is not looked at. */
export function publicAddress(input: {
  supabaseUrl: string;
  bucket: string;
  path: string;
}): string {
  const { supabaseUrl, bucket, path } = input;
  const place = [encodeURIComponent(bucket), ...segmentsOf(path)].join("/");
  return `${storageBase(supabaseUrl)}/object/public/${place}`;
}

/** A page of a thousand results with both smaller copies: half of the 1 MB that the server takes of a body. */
const atOnce = 3000;

/**
 * Addresses under which anybody reads pictures of a private bucket, for `expiresInS` seconds; what is not in the bucket
 * has none. One request for up to 3000. Throws a StorageFailure.
 */
export async function signAddresses(
  line: StorageLine,
  input: { paths: readonly string[]; expiresInS: number; signal: AbortSignal },
): Promise<Map<string, string>> {
  const { paths, expiresInS, signal } = input;
  const signed = new Map<string, string>();
  for (let from = 0; from < paths.length; from += atOnce) {
    const some = paths.slice(from, from + atOnce);
    for (const [path, address] of await signSome(line, some, expiresInS, signal))
      signed.set(path, address);
  }
  return signed;
}

function signSome(
  line: StorageLine,
  paths: readonly string[],
  expiresIn: number,
  signal: AbortSignal,
): Promise<[path: string, address: string][]> {
  return line.send(
    {
      method: "POST",
      path: `/object/sign/${encodeURIComponent(line.bucket)}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ expiresIn, paths }),
      signal,
    },
    async (response) => {
      if (!response.ok) throw await line.failureIn(response);
      const answers = (await response.json()) as { path: string; signedURL: string | null }[];
      return answers.flatMap(({ path, signedURL }): [string, string][] =>
        signedURL ? [[path, line.base + signedURL]] : [],
      );
    },
  );
}
