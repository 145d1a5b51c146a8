import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { isRecord, recordOf } from "../http/json-shape.ts";
import { sentenceWith } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { Ask, Reply } from "../queued/queued-vendor.ts";
import { plainWords } from "../queued/readings.ts";
import type { ComfyUiEntry } from "./comfyui-entry.ts";

/** Asks the server how it is, which draws nothing. Whether it has what a workflow needs shows with the first picture. */
export async function checkKey(input: {
  ask: Ask;
  catalogue: readonly ComfyUiEntry[];
}): Promise<KeyVerdict> {
  return readStats(await input.ask({ method: "GET", path: "/system_stats" }), input.catalogue);
}

/** Reads what the server says of itself; pure. */
export function readStats(reply: Reply, catalogue: readonly ComfyUiEntry[]): KeyVerdict {
  if (reply.status === null) return { verdict: "unreachable", message: reply.message, models: [] };
  const { system } = recordOf(parsedJson(reply.text));
  if (reply.status === 200 && isRecord(system)) {
    const { comfyui_version: version } = system;
    return {
      verdict: "works",
      message: typeof version === "string" ? `ComfyUI ${version} answers.` : "ComfyUI answers.",
      models: catalogue.map(({ id }) => id),
    };
  }
  const refused = reply.status === 401 || reply.status === 403;
  return {
    verdict: refused ? "refused" : "unreachable",
    message: sentenceWith(
      refused
        ? `The server refuses this key (${reply.status}).`
        : `There is a server at this address, but no ComfyUI (${reply.status}): check COMFYUI_BASE_URL.`,
      plainWords(reply.text),
    ),
    models: [],
  };
}
