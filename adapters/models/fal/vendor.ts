import { text } from "../catalogue-fields.ts";
import { isRecord } from "../http/json-shape.ts";
import { createQueued } from "../queued/create-queued.ts";
import type { Vendor } from "../vendor.ts";
import { falCatalogue } from "./catalogue.ts";
import type { FalEntry } from "./fal-entry.ts";
import { falBaseUrl, falQueue } from "./fal-queue.ts";
import { isFalKey } from "./own-key.ts";

/** fal, who serve other people's models. */
export const fal: Vendor<FalEntry> = {
  id: "fal",
  name: "fal",
  company: "fal",
  variable: "FAL",
  baseUrl: falBaseUrl,
  alwaysOffered: false,
  catalogue: falCatalogue,
  ownFields: {
    calls: text,
    edits: {
      is: "a model's path, or null",
      holds: (value) => value === null || (typeof value === "string" && value !== ""),
    },
    sizing: {
      is: '"pixels" or "resolution"',
      holds: (value) => value === "pixels" || value === "resolution",
    },
    alsoSends: {
      is: "fields with a text, a number or a truth each",
      holds: (value) =>
        isRecord(value) &&
        Object.values(value).every((one) => ["string", "number", "boolean"].includes(typeof one)),
    },
  },
  create: (served) => createQueued(falQueue, served),
  ownsKey: isFalKey,
};
