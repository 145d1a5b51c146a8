import { text, truth } from "../catalogue-fields.ts";
import type { Vendor } from "../vendor.ts";
import { geminiCatalogue } from "./catalogue.ts";
import type { GeminiEntry } from "./gemini-entry.ts";
import { createGemini, googleBaseUrl } from "./model.ts";
import { isGoogleKey } from "./own-key.ts";

/** Google's Gemini, by a key of AI Studio. */
export const gemini: Vendor<GeminiEntry> = {
  id: "gemini",
  name: "Google Gemini",
  company: "Google",
  variable: "GEMINI",
  baseUrl: googleBaseUrl,
  alwaysOffered: true,
  catalogue: geminiCatalogue,
  ownFields: { calls: text, sendsImageSize: truth },
  create: createGemini,
  ownsKey: isGoogleKey,
};
