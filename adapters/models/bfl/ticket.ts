import { isRecord, recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { creditsIn } from "./credits.ts";

/** What is kept of a task: its id, the vendor's own host that drew it, where it named one, and what it told it would cost. */
type BflTicket = { id: string; host: string | null; credits: number | null };

/** Hosts of the vendor's own that may see a key: the global one and its regions. */
const ownHost = /^api(?:\.[a-z0-9-]{1,30})?\.bfl\.ai$/u;

/**
 * The ticket of a task that was taken. The vendor's regions know their own tasks alone, so that the host of its `polling_url`
 * is kept; the path is ours, and of an address that is not the vendor's own nothing is believed.
 */
export function bflTicketOf(text: string): string | null {
  const answer = recordOf(parsedJson(text));
  const { id } = answer;
  if (!isId(id)) return null;
  const ticket: BflTicket = { id, host: hostOf(answer["polling_url"]), credits: creditsIn(answer) };
  return JSON.stringify(ticket);
}

/** Where to ask after a task: an address of the vendor's own host where it named one, else the path at the configured one. */
export function bflQuestionOf(ticket: string): string {
  const { id, host } = readBflTicket(ticket);
  const path = `/v1/get_result?id=${encodeURIComponent(id)}`;
  return host === null ? path : `https://${host}${path}`;
}

/** Reads a ticket again, as suspicious as the first time. */
export function readBflTicket(ticket: string): BflTicket {
  const kept = parsedJson(ticket);
  if (!isRecord(kept) || !isId(kept["id"])) return { id: "", host: null, credits: null };
  const { id, host } = kept;
  return {
    id,
    host: typeof host === "string" && ownHost.test(host) ? host : null,
    credits: creditsIn({ cost: kept["credits"] }),
  };
}

function hostOf(address: unknown): string | null {
  const url = typeof address === "string" ? URL.parse(address) : null;
  const isOwn =
    url?.protocol === "https:" &&
    url.port === "" &&
    url.username === "" &&
    url.password === "" &&
    ownHost.test(url.hostname);
  return isOwn ? url.hostname : null;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,100}$/u.test(value);
}
