import { text } from "../catalogue-fields.ts";
import type { Vendor } from "../vendor.ts";
import { openAiCatalogue } from "./catalogue.ts";
import { createOpenAi, openAiBaseUrl } from "./model.ts";
import type { OpenAiEntry } from "./openai-entry.ts";
import { isOpenAiKey } from "./own-key.ts";

const qualities: readonly unknown[] = ["low", "medium", "high", "xhigh", "max"];

/** OpenAI, and every server that speaks its language. */
export const openai: Vendor<OpenAiEntry> = {
  id: "openai",
  name: "OpenAI",
  company: "OpenAI",
  variable: "OPENAI",
  baseUrl: openAiBaseUrl,
  alwaysOffered: false,
  catalogue: openAiCatalogue,
  ownFields: {
    calls: text,
    quality: {
      is: '"low", "medium", "high", "xhigh", "max", or null for a server that knows none',
      holds: (value) => value === null || qualities.includes(value),
    },
  },
  create: createOpenAi,
  ownsKey: isOpenAiKey,
};
