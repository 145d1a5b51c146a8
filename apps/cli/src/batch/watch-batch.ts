import { setTimeout as sleep } from "node:timers/promises";
import { type Client, RequestRefused } from "@bunch/contracts/client";
import { ExecutionEvent, type ExecutionEventType, Snapshot } from "@bunch/contracts/event";
import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { openEvents } from "./open-events.ts";
import { pictureOf } from "./picture-of.ts";

/** What a watcher hears. */
export type Watcher = {
  onExecution(execution: Execution): void;
  /** A result that has ended; told once for each ending. */
  onResult(result: Result, execution: Execution): void;
  /** Whether the server answers. */
  onLine(isThere: boolean): void;
};

/** The server has been away for so long that watching makes no sense. */
export class ServerGone extends Error {
  readonly minutes: number;
  constructor(minutes: number) {
    super(`The server has not answered for ${minutes} minutes.`);
    this.minutes = minutes;
  }
}

const lookMs = 500;
const askEveryMs = 2000;
const patienceMs = 300_000;
const mostPages = 1000;
/** A pause that ends by itself within this is waited for; one that should have ended so long ago is not. */
const shortPauseMs = 600_000;
const overdueMs = 60_000;

/** Whether nothing more will happen to a batch unless somebody asks for it. */
export function isOver({ stats, status }: Execution): boolean {
  return stats.pending === 0 && ["completed", "failed", "cancelled"].includes(status);
}

/**
 * Follows a batch until it is over, or paused with nothing under way, and resolves with it as it stands then. Events tell what
 * happens; while their stream is cut the server is asked every two seconds. At the end every result has been told.
 */
export async function watchBatch(input: {
  client: Client;
  id: string;
  watcher: Watcher;
  signal: AbortSignal;
}): Promise<Execution> {
  const { client, id, watcher, signal } = input;
  const told = new Map<string, string>();
  let execution = await firstLook(client, id, signal);
  let mustAsk = true;
  let askedMs = 0;
  let answeredMs = performance.now();
  let wake = () => {};

  const tell = (result: Result) => {
    const ending = `${result.status} ${pictureOf(result.result_url)}`;
    const hasEnded = result.status === "completed" || result.status === "failed";
    if (!hasEnded || told.get(result.id) === ending) return;
    told.set(result.id, ending);
    watcher.onResult(result, execution);
  };
  const learn = (next: Execution) => {
    execution = next;
    watcher.onExecution(next);
  };

  const events = openEvents({
    url: client.urlOf("events", id),
    signedIn: client.signedIn,
    signal,
    onMessage: (type, data) => {
      answeredMs = performance.now();
      if (type === "snapshot") {
        const snapshot = Snapshot.safeParse(data);
        if (snapshot.success) learn(snapshot.data.execution);
        mustAsk = true;
      } else {
        const event = ExecutionEvent.safeParse(data);
        if (!event.success) return;
        learn({ ...execution, status: event.data.status, stats: event.data.stats });
        if ("result" in event.data) tell(event.data.result);
        if (asksAgain(event.data.type)) mustAsk = true;
      }
      wake();
    },
  });

  /** The whole truth: the batch, then all its results. Null while the server is away. */
  async function ask(): Promise<Execution | null> {
    askedMs = performance.now();
    try {
      mustAsk = false;
      const seen = await client.getExecution(id, signal);
      learn(seen);
      for await (const result of allResults(client, id, signal)) tell(result);
      answeredMs = performance.now();
      return seen;
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      mustAsk = true;
      if (performance.now() - answeredMs > patienceMs)
        throw new ServerGone(Math.round(patienceMs / 60_000));
      return null;
    }
  }

  try {
    watcher.onExecution(execution);
    let askedWhileQuiet = false;
    while (true) {
      signal.throwIfAborted();
      const isQuiet = isOver(execution) || isResting(execution);
      askedWhileQuiet &&= isQuiet;
      const isDue = askedMs === 0 || performance.now() - askedMs > askEveryMs;
      const wants = isQuiet || mustAsk || !events.isLive();
      if ((wants && isDue) || (isQuiet && !askedWhileQuiet)) {
        askedWhileQuiet = isQuiet;
        const seen = await ask();
        if (seen && (isOver(seen) || isResting(seen))) return seen;
      }
      watcher.onLine(events.isLive() || performance.now() - answeredMs < 2 * askEveryMs);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lookMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener("abort", wake, { once: true });
      });
      signal.removeEventListener("abort", wake);
    }
  } finally {
    events.close();
  }
}

/** The batch as it stands; it was sent, so what may pass is waited out here as later. */
async function firstLook(client: Client, id: string, signal: AbortSignal): Promise<Execution> {
  const beganMs = performance.now();
  while (true)
    try {
      return await client.getExecution(id, signal);
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      if (performance.now() - beganMs > patienceMs)
        throw new ServerGone(Math.round(patienceMs / 60_000));
      await sleep(askEveryMs, undefined, { signal });
    }
}

/** Every result of a batch, page by page. */
export async function* allResults(
  client: Client,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Result> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const query = cursor === undefined ? { limit: 1000 } : { limit: 1000, cursor };
    const answer = await client.listResults(id, query, signal);
    yield* answer.data;
    if (answer.next_cursor === null) return;
    cursor = answer.next_cursor;
  }
}

/** Paused, and for longer than somebody would stand beside it. */
function isResting({ status, stats, reason }: Execution): boolean {
  if (status !== "paused" || stats.processing > 0) return false;
  const restMs = reason?.until ? Date.parse(reason.until) - Date.now() : Number.NaN;
  return !(restMs > -overdueMs && restMs < shortPauseMs);
}

/** Events that change many results at once, or what only the batch itself tells. */
function asksAgain(type: ExecutionEventType): boolean {
  switch (type) {
    case "execution.paused":
    case "execution.resumed":
    case "execution.cancelled":
    case "execution.retried":
    case "execution.decided":
    case "execution.ended":
    case "result.postponed":
      return true;
    case "execution.submitted":
    case "execution.started":
    case "result.started":
    case "result.completed":
    case "result.failed":
    case "result.cancelled":
    case "result.extra_kept":
      return false;
    default:
      return type satisfies never;
  }
}

/** A server that restarts is away, not ready, or cuts an answer; and a minute of too many requests, of all one's programs together, is over soon. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof RequestRefused)) return false;
  return error.status === 0 || error.status >= 500 || error.status === 429;
}
