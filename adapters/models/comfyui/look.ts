import { listOf, recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { Look } from "../queued/queued-vendor.ts";
import { historyEntryIn } from "./history.ts";

const queuePath = "/queue";
/** Asked a second time: between the first and the queue a picture may have gone from the one into the other. */
const again = "?after=queue";

/** Where the server tells what became of a ticket. */
export function historyPath(ticket: string): string {
  return `/history/${encodeURIComponent(ticket)}`;
}

/** What the history or the queue says of a ticket. The history knows only what has ended, the queue only what has not. */
export function lookOf(input: {
  ticket: string;
  path: string;
  status: number;
  text: string;
}): Look {
  const { ticket, path, status, text } = input;
  // A proxy that asks for a password may let us in again; what has no such path is no ComfyUI any more.
  if (status !== 200) return { is: status === 404 ? "unknown" : "waiting" };
  if (path === queuePath)
    return isQueued(text, ticket)
      ? { is: "waiting" }
      : { is: "elsewhere", path: `${historyPath(ticket)}${again}` };
  const entry = historyEntryIn(text, ticket);
  if (!entry)
    return path.endsWith(again) ? { is: "unknown" } : { is: "elsewhere", path: queuePath };
  if (entry.failed || entry.picture === null) return { is: "over" };
  return { is: "drawn", picture: entry.picture };
}

/** Each item is a list: its number, its id, the workflow and more. A page instead of a queue says nothing. */
function isQueued(text: string, ticket: string): boolean {
  const queue = parsedJson(text);
  if (queue === undefined) return true;
  const { queue_running: running, queue_pending: pending } = recordOf(queue);
  return [...listOf(running), ...listOf(pending)].some((item) => listOf(item)[1] === ticket);
}
