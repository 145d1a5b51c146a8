import { createClient } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { pictureFetch } from "../server/plain-fetch.ts";
import type { Server } from "../server/open-server.ts";

/** Where a picture is fetched. */
export type PictureAddress = {
  url: string;
  /** The picture's own address, which tells the hash that it is proved by. */
  provedBy: string;
  /** Whether it comes with metadata in it. */
  isTold: boolean;
};

/** How pictures come to the disk: in the bytes that the model sent, or with their prompt and settings in them. */
export type PictureWay = {
  /** Null where there is no picture. */
  addressOf: (result: Result, execution: Execution) => PictureAddress | null;
  fetch: (address: PictureAddress, signal: AbortSignal) => Promise<Response>;
};

/** Pictures are fetched where their addresses say, without a token; with metadata from the server itself, which wants one. */
export function pictureWay(
  { address, client }: Pick<Server, "address" | "client">,
  withMetadata: boolean,
): PictureWay {
  const pictures = createClient({ baseUrl: address.url, fetch: pictureFetch });
  return {
    addressOf: (result, { id, variations }) => {
      const provedBy = result.result_url;
      if (provedBy === null) return null;
      // Nothing is written into a WebP.
      if (!withMetadata || result.mime_type === "image/webp")
        return { url: provedBy, provedBy, isTold: false };
      const slot = result.batch_index * variations + result.variation;
      return { url: client.pictureWithMetadata(id, slot), provedBy, isTold: true };
    },
    fetch: async ({ url, isTold }, signal) =>
      pictures.picture(url, signal, isTold ? ((await client.signedIn?.()) ?? {}) : {}),
  };
}
