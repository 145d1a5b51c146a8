import type { ImageModel } from "@bunch/core/ports/image-model";
import { callLimits, callOnce } from "../http/call-once.ts";
import type { CallLimits } from "../http/call-once.ts";
import { checkKey } from "./check-key.ts";
import type { GeminiEntry } from "./gemini-entry.ts";
import { createLine } from "../http/line.ts";
import { readGemini } from "./mapping.ts";
import { requestBody } from "./request-body.ts";
import { sinkWithoutKey } from "../http/sink-without-key.ts";

/** Where Google serves its models; for an emulator, a proxy or Vertex AI another address is given. */
export const googleBaseUrl = "https://generativelanguage.googleapis.com";

const geminiAddress = { variable: "GEMINI_BASE_URL", example: googleBaseUrl, version: "/v1beta" };

/** Gemini's image models over HTTP. */
export function createGemini(input: {
  baseUrl: string;
  catalogue: readonly GeminiEntry[];
  /** The environment's proxy settings, where they are to be used. */
  proxyEnv?: Record<string, string | undefined> | undefined;
  limits?: CallLimits;
}): ImageModel {
  const { catalogue, limits = callLimits } = input;
  const line = createLine({ ...input, setting: geminiAddress });
  return {
    async call({ request, sink, signal }) {
      const known = catalogue.find((entry) => entry.id === request.entry.id);
      const sendsImageSize = known?.sendsImageSize ?? request.entry.imageSizes.length > 1;
      const apiKey = request.apiKey.trim();
      return callOnce({
        line,
        path: `/v1beta/models/${encodeURIComponent(request.entry.id)}:generateContent`,
        headers: { "x-goog-api-key": apiKey, "content-type": "application/json" },
        body: requestBody({
          prompt: request.prompt,
          references: request.references,
          aspectRatio: request.aspectRatio,
          imageSize: sendsImageSize ? request.imageSize : null,
        }),
        deadlineMs: request.deadlineMs,
        limits,
        sink: sinkWithoutKey(sink, apiKey),
        signal,
      });
    },
    read: ({ answer, entry, imageSize, nowMs }) =>
      readGemini({ answer, entry, imageSize, nowMs, catalogue }),
    checkKey: ({ apiKey, signal }) => checkKey({ line, apiKey: apiKey.trim(), signal }),
  };
}
