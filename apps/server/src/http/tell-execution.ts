import type { Counts, EventView, ExecutionView } from "@bunch/core/ports/execution-views";
import { Problem } from "@bunch/core/problem";
import type { Request } from "express";
import type { AppInput } from "./app-input.ts";
import { createEventFeed, type EventFeed } from "./event-feed.ts";
import { textOf } from "./event-stream.ts";
import { shareReads } from "./share-reads.ts";
import { wireEvent, wireSnapshot } from "./wire/event.ts";
import type { PictureUrls, UrlOf } from "./wire/picture-urls.ts";

const pageSize = 200;
const lookAgainMs = 15_000;
const afterOutageMs = 1000;

/** What was written out of an event that several streams share, for where its pictures are read. */
export type Texts = WeakMap<EventView, { readAt: string; text: string }>;
/** Whose execution is told to whom. */
export type Which = { userId: string; ownerId: string; executionId: string };

/** Where it is told; `hasIds` where a client may take it up by the id of the last event. */
export type Line = {
  signal: AbortSignal;
  hasIds: boolean;
  sendText: (text: string) => Promise<void>;
};

/** What every stream of a server shares. */
export type Telling = {
  app: AppInput;
  feed: EventFeed;
  eventsAfter: AppInput["views"]["eventsAfter"];
};

/** One look at the database and one reading of events for all streams. */
export function openTelling(app: AppInput): Telling {
  const feed = createEventFeed({
    sequences: app.sequences,
    bell: app.doors.bell,
    log: app.log,
    closing: app.closing,
  });
  return { app, feed, eventsAfter: shareReads((input) => app.views.eventsAfter(input)) };
}

/** Why nothing more of an execution is told: all of it was, it is not there for this person any more, or the line is to end. */
export type ToldUntil = "over" | "gone" | "signed_out" | "cut";

/** Tells one execution's events on a line, from a snapshot or from what was seen on, until there are no more (I7). */
export async function tellExecution(
  input: Telling & {
    request: Request;
    /** Written out once for all lines that give events the same form. */
    texts: Texts;
    line: Line;
    which: Which;
    view: ExecutionView;
    /** The last event that the client has; null where it has none. */
    seen: number | null;
    urls: PictureUrls;
  },
): Promise<ToldUntil> {
  const { app, line, which, urls } = input;
  const { signal } = line;
  let sequence = input.seen ?? 0;
  /** Tells all that the events led to, in their place; whether there is more to come. */
  async function tellAll(view: ExecutionView): Promise<boolean> {
    const data = wireSnapshot(view, await urls.ofExecutions([view]));
    await line.sendText(
      textOf({ type: data.type, sequence: line.hasIds ? view.lastSequence : null, data }),
    );
    sequence = view.lastSequence;
    return !hasEnded(view.counts);
  }
  const isResumed = input.seen !== null && !(await isForgotten(app, which, { ...input, sequence }));
  if (!isResumed && !(await tellAll(input.view))) return "over";
  let mayBeGone = true;
  let askedAtMs = performance.now();
  let wasOut = false;
  while (!signal.aborted) {
    if (performance.now() - askedAtMs >= lookAgainMs) {
      askedAtMs = performance.now();
      if (await isSignedOut(app, input.request)) return "signed_out";
      // Whoever looks at another's has a role to lose.
      if (which.ownerId !== which.userId && (await lookAgain(app, which)) === null) return "gone";
    }
    const next = await nextPage(input, { ...which, sequence }, { wasOut, signal });
    wasOut = next === null;
    if (next === null) continue;
    const { page, urlOf } = next;
    const forgotten = await whatWasForgotten(app, { ...which, sequence }, { page, mayBeGone });
    if (forgotten === "gone") return "gone";
    if (forgotten === "unknown") {
      await app.doors.bell.wait({ atMostMs: afterOutageMs, signal });
      continue;
    }
    if (forgotten !== "nothing") {
      if (!(await tellAll(forgotten))) return "over";
      continue;
    }
    for (const event of page) {
      await line.sendText(writtenOut(input, event, { urlOf, readAt: urls.readAt }));
      sequence = event.sequence;
    }
    if (page.length === pageSize) continue;
    if (isLast(page.at(-1))) return "over";
    mayBeGone = await input.feed.waitForMore({
      executionId: which.executionId,
      after: sequence,
      atMostMs: Math.max(0, askedAtMs + lookAgainMs - performance.now()),
      signal,
    });
  }
  return "cut";
}

/**
 * The execution as it is now, where events between the last one told and this page were forgotten while it was read: what is
 * missing would be waited for without an end. In an outage nobody knows, and no page is told over a gap.
 */
async function whatWasForgotten(
  app: AppInput,
  from: Which & { sequence: number },
  { page: [next], mayBeGone }: { page: readonly EventView[]; mayBeGone: boolean },
): Promise<ExecutionView | "nothing" | "gone" | "unknown"> {
  if (next ? next.sequence === from.sequence + 1 : !mayBeGone) return "nothing";
  const view = await lookAgain(app, from);
  if (view === null) return "gone";
  if (next) return view ?? "unknown";
  if (view === undefined) return "nothing";
  const isMissing = await isForgotten(app, from, { view, ...from }).catch(() => false);
  return isMissing ? view : "nothing";
}

/** Whether what came after the last event seen is kept no more; then the snapshot says all that it led to. */
async function isForgotten(
  app: AppInput,
  which: Which,
  { sequence, view }: { sequence: number; view: ExecutionView },
): Promise<boolean> {
  if (sequence >= view.lastSequence) return false;
  const [next] = await app.views.eventsAfter({ ...which, sequence, limit: 1 });
  return next?.sequence !== sequence + 1;
}

function writtenOut(
  { texts, line }: { texts: Texts; line: Line },
  event: EventView,
  { urlOf, readAt }: { urlOf: UrlOf; readAt: string },
): string {
  const before = texts.get(event);
  if (before?.readAt === readAt) return before.text;
  const { type } = event;
  const sequence = line.hasIds ? event.sequence : null;
  const text = textOf({ type, sequence, data: wireEvent(event, urlOf) });
  texts.set(event, { readAt, text });
  return text;
}

/**
 * The following events, and where their pictures are read; null in an outage of the database, or of what signs the
 * addresses, after a moment. Whoever waits it out asks meanwhile whether the stream may go on.
 */
async function nextPage(
  { app, eventsAfter, urls }: Omit<Telling, "feed"> & { urls: PictureUrls },
  from: Which & { sequence: number },
  { wasOut, signal }: { wasOut: boolean; signal: AbortSignal },
): Promise<{ page: EventView[]; urlOf: UrlOf } | null> {
  try {
    const page = await eventsAfter({ ...from, limit: pageSize });
    return { page, urlOf: await urls.ofResults(page.flatMap(({ result }) => result ?? [])) };
  } catch (error) {
    if (!wasOut) app.log.warn({ error, executionId: from.executionId }, "An event stream waits.");
    await app.doors.bell.wait({ atMostMs: afterOutageMs, signal });
    return null;
  }
}

/** Whether what opened the stream is no longer good: its client comes back with another token, and goes on where it was. */
async function isSignedOut(app: AppInput, request: Request): Promise<boolean> {
  try {
    // As another object, since one request is asked about once.
    await app.userOf(Object.create(request) as Request);
    return false;
  } catch (error) {
    return error instanceof Problem && error.code === "sign_in_needed";
  }
}

/** The execution as it is now; null where it was deleted or is not shown to this person any more. In an outage nobody knows, and the stream goes on. */
async function lookAgain(app: AppInput, which: Which): Promise<ExecutionView | null | undefined> {
  try {
    return await app.views.find(which);
  } catch {
    return undefined;
  }
}

/** A retry may follow an end, so only an end with nothing after it is the last event. */
function isLast(event: EventView | undefined): boolean {
  if (event === undefined || !hasEnded(event.counts)) return false;
  return event.type === "execution.ended" || event.type === "result.extra_kept";
}

/** Whether nothing of it is left to be drawn. */
export function hasEnded(counts: Counts): boolean {
  return counts.pending === 0 && counts.processing === 0;
}
