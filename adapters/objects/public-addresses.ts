import type { PictureAddresses } from "@bunch/core/ports/picture-addresses";
import { publicAddress } from "./picture-addresses.ts";

/** Addresses in a public bucket, which follow from the paths. */
export function createPublicAddresses(place: {
  supabaseUrl: string;
  bucket: string;
}): PictureAddresses {
  return {
    addressesOf: async ({ paths }) =>
      new Map(paths.map((path) => [path, publicAddress({ ...place, path })])),
    plainAddress: ({ path }) => publicAddress({ ...place, path }),
  };
}
