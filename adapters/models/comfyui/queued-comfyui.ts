import { recordOf } from "../http/json-shape.ts";
import { ownServerKey } from "../http/own-server-key.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { QueuedVendor } from "../queued/queued-vendor.ts";
import { checkKey } from "./check-key.ts";
import type { ComfyUiEntry } from "./comfyui-entry.ts";
import { historyPath, lookOf } from "./look.ts";
import { readEnding } from "./read-ending.ts";
import { readRefusal } from "./read-refusal.ts";
import { submissionOf } from "./submission.ts";

/** ComfyUI's queue, in the words of every vendor that has one. */
export const queuedComfyUi: QueuedVendor<ComfyUiEntry> = {
  // Everything is served with /api before it too, and people paste that.
  address: { variable: "COMFYUI_BASE_URL", example: "http://127.0.0.1:8188", version: "/api" },
  domain: null,
  knowsAll: true,
  keyHeaders: ownServerKey,
  submission: submissionOf,
  ticketOf(text) {
    const { prompt_id: ticket } = recordOf(parsedJson(text));
    return typeof ticket === "string" && ticket !== "" && ticket.length <= 1000 ? ticket : null;
  },
  questionOf: historyPath,
  look: lookOf,
  read: ({ answer }) => (answer.to === "submission" ? readRefusal(answer) : readEnding(answer)),
  checkKey,
};
