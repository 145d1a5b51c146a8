import { text } from "../catalogue-fields.ts";
import { createQueued } from "../queued/create-queued.ts";
import { ownsNone, type Vendor } from "../vendor.ts";
import type { BflEntry } from "./bfl-entry.ts";
import { bflBaseUrl, bflQueue } from "./bfl-queue.ts";
import { bflCatalogue } from "./catalogue.ts";

/** Black Forest Labs, who make FLUX. */
export const bfl: Vendor<BflEntry> = {
  id: "bfl",
  name: "Black Forest Labs",
  company: "Black Forest Labs",
  variable: "BFL",
  baseUrl: bflBaseUrl,
  alwaysOffered: false,
  catalogue: bflCatalogue,
  ownFields: {
    calls: text,
    generation: {
      is: '"flux-2" or "flux-3"',
      holds: (value) => value === "flux-2" || value === "flux-3",
    },
  },
  create: (served) => createQueued(bflQueue, served),
  ownsKey: ownsNone,
};
