import type { FieldCheck } from "../catalogue-fields.ts";
import { ownsNone } from "../vendor.ts";
import type { Vendor } from "../vendor.ts";
import type { A1111Entry } from "./a1111-entry.ts";
import { a1111Catalogue } from "./catalogue.ts";
import { createA1111 } from "./model.ts";

const textOrNull = (is: string): FieldCheck => ({
  is,
  holds: (value) => value === null || (typeof value === "string" && value !== ""),
});

/** Stable Diffusion on a server of one's own: AUTOMATIC1111's web UI, and what speaks its language. */
export const a1111: Vendor<A1111Entry> = {
  id: "a1111",
  name: "Stable Diffusion web UI",
  company: "Stable Diffusion",
  variable: "A1111",
  baseUrl: null,
  alwaysOffered: false,
  catalogue: a1111Catalogue,
  ownFields: {
    calls: textOrNull("a checkpoint as the server lists it, or null for the one that is loaded"),
    steps: {
      is: "a whole number, 1 or more",
      holds: (value) => typeof value === "number" && Number.isInteger(value) && value > 0,
    },
    cfgScale: {
      is: "a number, 0 or more",
      holds: (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
    },
    sampler: textOrNull("a sampler as the server lists it, or null for the server's own"),
    negativePrompt: {
      is: "a text, perhaps an empty one",
      holds: (value) => typeof value === "string",
    },
  },
  create: createA1111,
  ownsKey: ownsNone,
};
