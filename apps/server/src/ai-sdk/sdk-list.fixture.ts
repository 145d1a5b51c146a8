const price = { imageTokens: { "1K": 40_000 }, maxReferenceImages: 3 };

/** Two models by providers of the AI SDK, as a models.json names them, at an address of a test's own. */
export const sdkList = (url: string) => [
  {
    id: "google-by-sdk",
    like: "ai-sdk",
    name: "Nano Banana (AI SDK)",
    package: "@ai-sdk/google",
    calls: "gemini-2.5-flash-image",
    baseUrl: `${url}/v1beta`,
    ...price,
  },
  {
    id: "gpt-image-2-by-sdk",
    like: "ai-sdk",
    name: "GPT Image 2 (AI SDK)",
    package: "@ai-sdk/openai",
    calls: "gpt-image-2",
    baseUrl: `${url}/v1`,
    sizing: "pixels",
    ...price,
  },
];
