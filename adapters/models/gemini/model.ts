import type { ImageModel } from "@bunch/core/ports/image-model";
import type { Served } from "../vendor.ts";
import { checkKey } from "./check-key.ts";
import { calledOf } from "./gemini-entry.ts";
import type { GeminiEntry } from "./gemini-entry.ts";
import { createGoogleModel } from "./google-model.ts";
import type { GoogleService } from "./google-service.ts";

/** Where Google serves its models; for an emulator or a proxy another address is given. */
export const googleBaseUrl = "https://generativelanguage.googleapis.com";

/** The Gemini API, by a key of AI Studio. */
export const aiStudio: GoogleService = {
  address: { variable: "GEMINI_BASE_URL", example: googleBaseUrl, version: "/v1beta" },
  pathOf: ({ called }) => ({ path: `/v1beta/models/${encodeURIComponent(called)}` }),
  keyHeaders: (apiKey) => ({ "x-goog-api-key": apiKey }),
  words: {
    variable: "GEMINI_BASE_URL",
    badKey: "The provider does not accept the API key.",
  },
};

/** Gemini's image models over HTTP. */
export function createGemini(served: Served<GeminiEntry>): ImageModel {
  return createGoogleModel({
    served,
    service: aiStudio,
    checkKey: async (asked) => {
      const told = await checkKey(asked);
      const called = new Set(told.models);
      const models = served.catalogue.filter((entry) => called.has(calledOf(entry)));
      return { ...told, models: models.map(({ id }) => id) };
    },
  });
}
