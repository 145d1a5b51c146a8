import type { ImageModel } from "@bunch/core/ports/image-model";
import { callLimits, callOnce } from "../http/call-once.ts";
import { createLine } from "../http/line.ts";
import { sinkWithoutKey } from "../http/sink-without-key.ts";
import type { Served } from "../vendor.ts";
import type { A1111Entry } from "./a1111-entry.ts";
import { plainDrawing } from "./catalogue.ts";
import { checkKey } from "./check-key.ts";
import { ownServerKey } from "../http/own-server-key.ts";
import { readA1111 } from "./mapping.ts";
import { drawingRequest } from "./request-body.ts";

const a1111Address = {
  variable: "A1111_BASE_URL",
  example: "http://127.0.0.1:7860",
  version: "/sdapi/v1",
};

/** Stable Diffusion on a server of one's own, by the API of AUTOMATIC1111's web UI: Forge, SD.Next and KoboldCpp speak it too. */
export function createA1111(served: Served<A1111Entry>): ImageModel {
  const { catalogue, limits = callLimits } = served;
  const line = createLine({ ...served, setting: a1111Address });
  const settingsOf = (id: string) => catalogue.find((entry) => entry.id === id) ?? plainDrawing;
  return {
    async call({ request, sink, signal }) {
      const { entry, aspectRatio, imageSize } = request;
      const apiKey = request.apiKey.trim();
      const { path, body } = drawingRequest({
        entry: settingsOf(entry.id),
        prompt: request.prompt,
        sides: entry.pixels[imageSize]?.[aspectRatio] ?? [1024, 1024],
        seed: request.seed,
        references: request.references,
      });
      return callOnce({
        line,
        path,
        headers: { ...ownServerKey(apiKey), "content-type": "application/json" },
        body,
        deadlineMs: request.deadlineMs,
        limits,
        sink: sinkWithoutKey(sink, apiKey),
        signal,
      });
    },
    fetch: null,
    read: ({ answer, entry, references }) =>
      readA1111({ answer, entry: settingsOf(entry.id), references }),
    checkKey: ({ apiKey, signal }) => checkKey({ line, apiKey: apiKey.trim(), catalogue, signal }),
  };
}
