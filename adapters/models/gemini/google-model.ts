import type { ImageModel } from "@bunch/core/ports/image-model";
import { callLimits, callOnce } from "../http/call-once.ts";
import type { Line } from "../http/line.ts";
import { createLine } from "../http/line.ts";
import { sinkWithoutKey } from "../http/sink-without-key.ts";
import type { Served } from "../vendor.ts";
import { calledOf } from "./gemini-entry.ts";
import type { GeminiEntry } from "./gemini-entry.ts";
import type { GoogleService } from "./google-service.ts";
import { readGemini } from "./mapping.ts";
import { requestBody } from "./request-body.ts";

/** Google's image models over HTTP, wherever it serves them. */
export function createGoogleModel<Entry extends GeminiEntry>(input: {
  served: Served<Entry>;
  service: GoogleService;
  checkKey(input: {
    line: Line;
    apiKey: string;
    signal: AbortSignal;
  }): ReturnType<ImageModel["checkKey"]>;
}): ImageModel {
  const { served, service } = input;
  const { catalogue, limits = callLimits } = served;
  const line = createLine({ ...served, setting: service.address });
  return {
    async call({ request, sink, signal }) {
      const known = catalogue.find((entry) => entry.id === request.entry.id);
      const sendsImageSize = known?.sendsImageSize ?? request.entry.imageSizes.length > 1;
      const apiKey = request.apiKey.trim();
      const place = service.pathOf({ called: calledOf(known ?? request.entry), apiKey });
      if ("unusable" in place) {
        await sink.abandon();
        return { ended: "unreachable", message: place.unusable };
      }
      return callOnce({
        line,
        path: `${place.path}:generateContent`,
        headers: { ...service.keyHeaders(apiKey), "content-type": "application/json" },
        body: requestBody({
          prompt: request.prompt,
          references: request.references,
          aspectRatio: request.aspectRatio,
          imageSize: sendsImageSize ? request.imageSize : null,
          seed: request.seed,
        }),
        deadlineMs: request.deadlineMs,
        limits,
        sink: sinkWithoutKey(sink, apiKey),
        signal,
      });
    },
    fetch: null,
    read: ({ answer, entry, imageSize, nowMs }) =>
      readGemini({ answer, entry, imageSize, nowMs, catalogue, words: service.words }),
    checkKey: ({ apiKey, signal }) => input.checkKey({ line, apiKey: apiKey.trim(), signal }),
  };
}
