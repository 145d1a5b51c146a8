import type { Client } from "@bunch/contracts/client";
import {
  ExecutionEvent,
  executionEventTypes,
  Gone,
  mostWatchedAtOnce,
  Snapshot,
} from "@bunch/contracts/event";
import type { Stats } from "@bunch/contracts/execution";
import { askNowAndThen } from "./ask-now-and-then.ts";
import { type EventSourceLine, openEvents } from "./open-events.ts";
import type { LineState, Place, Told } from "./told.ts";

const gatherMs = 50;
/** A stream says at once what it tells, and that it is alive every 15 s. */
const firstWordWithinMs = 8000;
const wordWithinMs = 40_000;
/** What came in one go with the opening proves nothing of what comes later. */
const provenAfterMs = 1000;
const reopenAfterMs = [1000, 3000];
const failuresUntilPolling = 3;
const tryAgainMs = 30_000;

/**
 * The one line to the server for all that is watched in this browser: opened anew, after the last event of each, when more
 * is watched and when it breaks. Where it cannot be had, the server is asked instead, and the line is tried now and then.
 */
export function openEventLine(input: {
  client: Client;
  /** What is watched and not over, each with the last event that is known. */
  placesOf: () => Place[];
  told: (told: Told) => void;
  onState: (state: LineState) => void;
  signal: AbortSignal;
}): { wantedChanged: () => void } {
  const { client, placesOf, signal } = input;
  let source: EventSourceLine | null = null;
  let onLine = new Set<string>();
  let turn = 0;
  let failures = 0;
  let isPolling = false;
  let isWaiting = false;
  /** It did not answer the last question either. */
  let isAway = false;
  let begunAt = Infinity;
  let gatherTimer: ReturnType<typeof setTimeout> | undefined;
  let reopenTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;

  const told = (one: Told) => {
    input.told(one);
    if (!isPolling) return;
    if (one.say === "refused") {
      isAway = true;
      input.onState("broken");
    }
    if (one.say !== "asked") return;
    // A server that has come back most likely has a line again.
    if (isAway && isWaiting) void open();
    else input.onState("polling");
    isAway = false;
  };
  // What is beyond the most that a line may tell is asked for, too.
  const asks = askNowAndThen({ client, isPolling: () => begunAt === Infinity, told, signal });

  const close = () => {
    turn += 1;
    source?.close();
    source = null;
    onLine = new Set();
    begunAt = Infinity;
    clearTimeout(silenceTimer);
  };

  const fail = () => {
    if (signal.aborted) return;
    close();
    if (placesOf().length === 0) return;
    failures += 1;
    if (!isPolling) input.onState("broken");
    isPolling ||= failures >= failuresUntilPolling;
    asks.all();
    clearTimeout(reopenTimer);
    isWaiting = true;
    reopenTimer = setTimeout(() => void open(), reopenAfterMs[failures - 1] ?? tryAgainMs);
  };

  const heard = () => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(fail, wordWithinMs);
    if (performance.now() - begunAt > provenAfterMs) failures = 0;
  };

  /** What is over may be begun again, and is then told from where it stands. */
  const forgetOver = ({ pending }: Stats) => {
    if (pending > 0) return;
    const left = new Set(placesOf().map(({ id }) => id));
    onLine = new Set([...onLine].filter((id) => left.has(id)));
  };

  const onSnapshot = (message: MessageEvent<string>) => {
    heard();
    const snapshot = Snapshot.safeParse(JSON.parse(message.data));
    if (!snapshot.success) return;
    const { sequence, execution } = snapshot.data;
    asks.heard(execution.id);
    told({ say: "snapshot", id: execution.id, sequence, execution });
    forgetOver(execution.stats);
  };

  const onEvent = (message: MessageEvent<string>) => {
    heard();
    const event = ExecutionEvent.safeParse(JSON.parse(message.data));
    if (!event.success) return;
    const { execution_id: id, type } = event.data;
    told({ say: "event", id, event: event.data });
    forgetOver(event.data.stats);
    asks.heard(id);
    // A limit shows itself by a postponed picture, or by silence where another batch with the same key met it.
    // So does a cap that was raised.
    if (type === "result.postponed" || type === "execution.resumed") asks.soon(id);
  };

  const open = async () => {
    clearTimeout(reopenTimer);
    isWaiting = false;
    close();
    const places = placesOf().slice(0, mostWatchedAtOnce);
    if (places.length === 0) return;
    const own = turn;
    onLine = new Set(places.map(({ id }) => id));
    silenceTimer = setTimeout(fail, firstWordWithinMs);
    const line = await openEvents(client, client.manyEventsUrl(places));
    if (signal.aborted || own !== turn) return line.close();
    source = line;
    const listen = (type: string, hear: (message: MessageEvent<string>) => void) =>
      line.addEventListener(type, (message) => {
        if (own === turn) hear(message as MessageEvent<string>);
      });
    listen("watching", () => {
      begunAt = performance.now();
      isPolling = false;
      heard();
      input.onState("live");
    });
    listen("alive", () => {
      heard();
      input.onState("live");
    });
    listen("snapshot", onSnapshot);
    for (const type of executionEventTypes) listen(type, onEvent);
    listen("gone", (message) => {
      heard();
      const gone = Gone.safeParse(JSON.parse(message.data));
      if (gone.success) asks.soon(gone.data.execution_id);
    });
    // It would open again by itself, but at the places of when it was opened first.
    listen("error", fail);
  };

  const settle = () => {
    const places = placesOf();
    asks.keep(places.map(({ id }) => id));
    if (places.length === 0) {
      clearTimeout(reopenTimer);
      isWaiting = false;
      return close();
    }
    const isThere = places.slice(0, mostWatchedAtOnce).every(({ id }) => onLine.has(id));
    // While the line is waited for, what it is opened for is asked then.
    if (isThere || isWaiting) return;
    void open();
  };

  // A line that went with the network says nothing for long, and the network that is back is not waited for. Opened anew it
  // is known at once which it is: a server on this very machine is there without any network.
  const onNetwork = () => {
    if (source !== null || isWaiting) void open();
  };
  addEventListener("offline", onNetwork, { signal });
  addEventListener("online", onNetwork, { signal });

  signal.addEventListener("abort", () => {
    clearTimeout(gatherTimer);
    clearTimeout(reopenTimer);
    close();
  });
  return {
    wantedChanged: () => {
      clearTimeout(gatherTimer);
      gatherTimer = setTimeout(settle, gatherMs);
    },
  };
}
