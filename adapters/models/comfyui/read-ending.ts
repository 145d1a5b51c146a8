import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { drawnReading } from "../queued/readings.ts";
import { historyEntryIn } from "./history.ts";

/** Reads what ended a workflow: its picture, or why there is none. It never cost anything. */
export function readEnding({ ticket, text, picture }: LastAnswer): Reading {
  if (picture) return drawnReading({ picture, costMicros: 0 });
  const entry = historyEntryIn(text, ticket);
  // The history of a large workflow is cut before its end.
  if (!entry)
    return {
      kind: "provider_failed",
      message: "ComfyUI ended this without a picture; its own page tells why.",
    };
  const { failed, messages } = entry;
  if (messages.some(({ event }) => event === "execution_interrupted"))
    return {
      kind: "no_picture",
      why: "draw_failed",
      code: "no_picture",
      message: "Somebody stopped this picture in ComfyUI.",
      costMicros: 0,
    };
  if (failed)
    return failure(messages.findLast(({ event }) => event === "execution_error")?.data ?? {});
  if (entry.picture !== null)
    return {
      kind: "no_picture",
      why: "draw_failed",
      code: "unreadable_answer",
      message: "ComfyUI has drawn the picture, and does not have it any more.",
      costMicros: 0,
    };
  return {
    kind: "no_picture",
    why: "failed",
    code: "no_picture",
    message: "The workflow saved no picture: it needs a Save Image node that is reached.",
    costMicros: 0,
  };
}

function failure(data: Readonly<Record<string, unknown>>): Reading {
  const { node_type: kind, node_id: node, exception_type: type, exception_message: said } = data;
  const words = typeof said === "string" ? said : "";
  const isOutOfMemory =
    (typeof type === "string" && type.endsWith("OutOfMemoryError")) ||
    /\bout of memory\b|^allocation on device\b/iu.test(words);
  const where = typeof kind === "string" ? ` in the node ${kind} (${String(node)})` : "";
  return {
    kind: "provider_failed",
    message: sentenceWith(
      isOutOfMemory
        ? "The graphics card ran out of memory: choose a smaller size, or close what else uses it."
        : `ComfyUI failed${where}.`,
      words,
    ),
  };
}
