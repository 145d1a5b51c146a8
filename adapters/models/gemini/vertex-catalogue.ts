import { geminiCatalogue } from "./catalogue.ts";
import type { VertexEntry } from "./gemini-entry.ts";

/**
 * The Gemini image models that Vertex AI (now Gemini Enterprise Agent Platform) serves, all of them at
 * the location "global". Which: the table of model versions and the cookbook below
 * docs.cloud.google.com/gemini-enterprise-agent-platform/models. By that table gemini-3.1-flash-image, which the Gemini API
 * shut down on 2026-10-29, stays here until 2027-05-28 at least, and gemini-2.5-flash-image was retired on 2026-10-02.
 * Prices: those of the Gemini API; the page named here says the same wherever both could be compared.
 */
export const vertexCatalogue: readonly VertexEntry[] = [
  "gemini-nano-banana-2.1",
  "gemini-3-pro-image",
  "gemini-3.1-flash-lite-image",
  "gemini-3.1-flash-image",
].flatMap((calls) =>
  geminiCatalogue
    .filter((entry) => entry.id === calls)
    .map((entry) => ({
      ...entry,
      id: `vertex-${calls}`,
      calls,
      name: `${entry.name} (Vertex AI)`,
      vendor: "vertex",
      pricedOn: "2026-11-30",
      source: "https://cloud.google.com/vertex-ai/generative-ai/pricing",
      status: "live" as const,
      shutDownOn: null,
      successor: null,
      // Who has a key of AI Studio alone must not get them unasked.
      mayBeDefault: false,
    })),
);
