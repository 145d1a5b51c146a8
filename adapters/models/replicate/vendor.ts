import { text } from "../catalogue-fields.ts";
import { isRecord } from "../http/json-shape.ts";
import { createQueued } from "../queued/create-queued.ts";
import type { Vendor } from "../vendor.ts";
import { replicateCatalogue } from "./catalogue.ts";
import { isReplicateKey } from "./own-key.ts";
import type { ReplicateEntry } from "./replicate-entry.ts";
import { replicateBaseUrl, replicateQueue } from "./replicate-queue.ts";

const nameOrNone = {
  is: "the name of a field, or null",
  holds: (value: unknown) => value === null || (typeof value === "string" && value !== ""),
};

/** Replicate, who run other people's models. */
export const replicate: Vendor<ReplicateEntry> = {
  id: "replicate",
  name: "Replicate",
  company: "Replicate",
  variable: "REPLICATE",
  baseUrl: replicateBaseUrl,
  alwaysOffered: false,
  catalogue: replicateCatalogue,
  ownFields: {
    calls: text,
    referencesAs: nameOrNone,
    sizeAs: nameOrNone,
    sizeWords: {
      is: 'the model\'s words by size, as in {"1K": "1k"}',
      holds: (value) =>
        isRecord(value) && Object.values(value).every((one) => typeof one === "string"),
    },
    alsoSends: {
      is: "fields with a text, a number or a truth each",
      holds: (value) =>
        isRecord(value) &&
        Object.values(value).every((one) => ["string", "number", "boolean"].includes(typeof one)),
    },
  },
  create: (served) => createQueued(replicateQueue, served),
  ownsKey: isReplicateKey,
};
