import { recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";

/** The ticket of a prediction: its id alone. Where it is asked after is ours to know, whatever address the answer names. */
export function replicateTicketOf(text: string): string | null {
  const { id } = recordOf(parsedJson(text));
  return typeof id === "string" && /^\w{1,100}$/u.test(id) ? id : null;
}

/** The path at which Replicate tells how far a prediction is. */
export function replicateQuestionOf(ticket: string): string {
  return `/v1/predictions/${ticket}`;
}
