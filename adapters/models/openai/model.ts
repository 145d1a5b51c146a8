import type { ImageModel } from "@bunch/core/ports/image-model";
import { callLimits, callOnce } from "../http/call-once.ts";
import type { CallLimits } from "../http/call-once.ts";
import { createLine } from "../http/line.ts";
import { sinkWithoutKey } from "../http/sink-without-key.ts";
import { checkKey } from "./check-key.ts";
import { readOpenAi } from "./mapping.ts";
import type { OpenAiEntry } from "./openai-entry.ts";
import { imageRequest } from "./request-body.ts";

/** Where OpenAI serves its models; for an emulator, a proxy or a server that speaks the same language another address is given. */
export const openAiBaseUrl = "https://api.openai.com";

const openAiAddress = { variable: "OPENAI_BASE_URL", example: openAiBaseUrl, version: "/v1" };

/** OpenAI's image models over HTTP. */
export function createOpenAi(input: {
  baseUrl: string;
  catalogue: readonly OpenAiEntry[];
  /** The environment's proxy settings, where they are to be used. */
  proxyEnv?: Record<string, string | undefined> | undefined;
  limits?: CallLimits;
}): ImageModel {
  const { catalogue, limits = callLimits } = input;
  const line = createLine({ ...input, setting: openAiAddress });
  return {
    async call({ request, sink, signal }) {
      const { entry, aspectRatio, imageSize } = request;
      const known = catalogue.find(({ id }) => id === entry.id);
      const apiKey = request.apiKey.trim();
      const { path, contentType, body } = imageRequest({
        calls: known?.calls ?? entry.id,
        prompt: request.prompt,
        references: request.references,
        sides: entry.pixels[imageSize]?.[aspectRatio] ?? [1024, 1024],
        quality: known?.quality ?? null,
        seed: request.seed,
      });
      return callOnce({
        line,
        path,
        headers: {
          "content-type": contentType,
          // A server of one's own may ask for none.
          ...(apiKey !== "" && { authorization: `Bearer ${apiKey}` }),
        },
        body,
        deadlineMs: request.deadlineMs,
        limits,
        sink: sinkWithoutKey(sink, apiKey),
        signal,
      });
    },
    fetch: null,
    read: ({ answer, entry, imageSize }) => readOpenAi({ answer, entry, imageSize, catalogue }),
    checkKey: ({ apiKey, signal }) => checkKey({ line, apiKey: apiKey.trim(), catalogue, signal }),
  };
}
