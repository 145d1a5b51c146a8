import { text } from "../catalogue-fields.ts";
import { ownsNone, type Vendor } from "../vendor.ts";
import type { AiSdkEntry } from "./ai-sdk-entry.ts";
import { createAiSdk } from "./model.ts";
import { prepareEntries } from "./prepare-entries.ts";
import { aiSdkTemplate } from "./template.ts";

/** Whoever has a provider for Vercel's AI SDK: models of the user's own list alone, by packages that are installed for them. */
export const aiSdk: Vendor<AiSdkEntry> = {
  id: "ai-sdk",
  name: "AI SDK",
  company: "AI SDK",
  variable: null,
  baseUrl: null,
  alwaysOffered: true,
  catalogue: [],
  ownFields: {
    package: text,
    calls: text,
    provider: {
      is: 'the name of what makes the provider, as "createXai", or null',
      holds: (value) => value === null || (typeof value === "string" && value !== ""),
    },
    baseUrl: {
      is: "an address that begins with https:// or http://, or null",
      holds: (value) =>
        value === null ||
        (typeof value === "string" && /^https?:$/u.test(URL.parse(value)?.protocol ?? "")),
    },
    sizing: {
      is: '"ratio" or "pixels"',
      holds: (value) => value === "ratio" || value === "pixels",
    },
  },
  template: aiSdkTemplate,
  prepare: prepareEntries,
  create: createAiSdk,
  ownsKey: ownsNone,
};
