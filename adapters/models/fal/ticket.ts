import { recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";

/** Two names, neither of them a step up. */
const pathEnd = /\/((?:\w[\w.-]{0,99}\/){2}requests\/[\w-]{1,100})(?:\/status)?$/u;

/**
 * The ticket of a request that fal has taken: `owner/app/requests/<id>`, the owner and the app without what follows them in
 * a model's path, as fal leaves it out of these addresses. Of the addresses in its answer nothing else is believed: where to
 * ask is ours to know.
 */
export function falTicketOf(text: string): string | null {
  const answer = recordOf(parsedJson(text));
  for (const told of [answer["status_url"], answer["response_url"]]) {
    const path = typeof told === "string" ? URL.parse(told)?.pathname : undefined;
    const ticket = path && pathEnd.exec(path)?.[1];
    if (ticket && ticket.endsWith(`/${String(answer["request_id"])}`)) return ticket;
  }
  return null;
}

/** The path at which the queue tells how far a request is. */
export function falQuestionOf(ticket: string): string {
  return `/${ticket}/status`;
}

/** The path of what came of a request. */
export function falResultPath(ticket: string): string {
  return `/${ticket}`;
}
