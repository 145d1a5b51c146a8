import { text, truth } from "../catalogue-fields.ts";
import type { Vendor } from "../vendor.ts";
import { checkVertexKey } from "./check-vertex-key.ts";
import type { VertexEntry } from "./gemini-entry.ts";
import { createGoogleModel } from "./google-model.ts";
import { isGoogleKey } from "./own-key.ts";
import { vertexCatalogue } from "./vertex-catalogue.ts";
import { isGoogleToken, vertexBaseUrl, vertexService } from "./vertex-service.ts";

/** Gemini's image models on Google Cloud's Vertex AI. */
export const vertex: Vendor<VertexEntry> = {
  id: "vertex",
  name: "Vertex AI",
  company: "Google",
  variable: "VERTEX",
  baseUrl: vertexBaseUrl,
  alwaysOffered: false,
  catalogue: vertexCatalogue,
  ownFields: { sendsImageSize: truth, calls: text },
  create(served) {
    const service = vertexService(served.baseUrl);
    return createGoogleModel({
      served,
      service,
      checkKey: (asked) => checkVertexKey({ ...asked, service, catalogue: served.catalogue }),
    });
  },
  // Its express mode takes keys that look like those of AI Studio.
  ownsKey: (apiKey) => isGoogleToken(apiKey) || isGoogleKey(apiKey),
};
