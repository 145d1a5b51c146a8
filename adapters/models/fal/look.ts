import { recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { Look } from "../queued/queued-vendor.ts";
import { falErrorIn, isQueueFailure } from "./fal-error.ts";
import { falPicturesIn } from "./pictures.ts";
import { falResultPath } from "./ticket.ts";

type Answer = { ticket: string; path: string; status: number; text: string };

/** What the queue says of a request, or what came of it: two addresses, asked one after the other. */
export function falLook(answer: Answer): Look {
  const json = parsedJson(answer.text);
  // A gateway's page says nothing, and so does a lock on the account: fal draws what it has taken.
  if (json === undefined || [401, 402, 403].includes(answer.status)) return { is: "waiting" };
  if (answer.status === 404) return { is: "unknown" };
  return answer.path.endsWith("/status")
    ? lookAtQueue(answer, recordOf(json))
    : lookAtResult(answer, json);
}

function lookAtQueue({ ticket, status, text }: Answer, queue: Record<string, unknown>): Look {
  if (status < 200 || status >= 300 || queue["status"] !== "COMPLETED") return { is: "waiting" };
  // The queue's own failures leave no result to be read; of a model's objections only the result tells which they are.
  return isQueueFailure(falErrorIn(text)?.queueKind ?? "")
    ? { is: "over" }
    : { is: "elsewhere", path: falResultPath(ticket) };
}

function lookAtResult({ status, text }: Answer, json: unknown): Look {
  const result = recordOf(json);
  // Asked for too early, whatever the queue said.
  if (status === 400 && /in progress/iu.test(text)) return { is: "waiting" };
  if (result["status"] === "IN_QUEUE" || result["status"] === "IN_PROGRESS")
    return { is: "waiting" };
  const picture = falPicturesIn(result).at(-1)?.["url"];
  const isAddress = typeof picture === "string" && /^https?:\/\//iu.test(picture);
  // What the queue has completed may be drawn and billed: only words of the model's or the queue's own end it by a fault.
  const told = falErrorIn(text);
  if (status >= 500 && !told?.queueKind && !told?.kinds.length) return { is: "waiting" };
  const isDrawn = status >= 200 && status < 300 && isAddress;
  return isDrawn ? { is: "drawn", picture } : { is: "over" };
}
