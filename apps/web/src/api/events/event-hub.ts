import type { Client } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { executionAfter } from "../../results/execution-after.ts";
import { isOver } from "../../results/is-over.ts";
import { openEventLine } from "./event-line.ts";
import { joinTabs, type TabChannel } from "./tab-channel.ts";
import type { LineState, Place, Told } from "./told.ts";

type Watcher = {
  id: string;
  /** The last event it was told; null until it knows the execution. */
  sequence: number | null;
  told: (told: Told) => void;
  onLine: (line: LineState) => void;
};

/** Where a tab's screens hear of executions. */
export type EventHub = {
  /**
   * Tells an execution as it stands, then each event once and in order, until the signal aborts. After a gap, as after a
   * time without a line, it is told as it stands again.
   */
  watch: (
    id: string,
    ears: { told: (told: Told) => void; onLine?: (line: LineState) => void },
    signal: AbortSignal,
  ) => void;
};

/** From one screen to the next somebody goes on watching. */
const leaveAfterMs = 1000;
const mostKnown = 100;

const hubs = new WeakMap<Client, EventHub>();

/** The hub of this tab: all that it watches comes over the one line of the browser. */
export function eventsOf(client: Client): EventHub {
  const hub = hubs.get(client) ?? createEventHub(client);
  hubs.set(client, hub);
  return hub;
}

function createEventHub(client: Client): EventHub {
  const watchers = new Set<Watcher>();
  /** Each as the last event heard left it, whoever watches it: so that one who comes later knows it at once. */
  const known = new Map<string, { sequence: number; execution: Execution }>();
  const lost = new Set<string>();
  let line: LineState = "opening";
  let tabs: { channel: TabChannel; leave: AbortController } | null = null;
  let leaveTimer: ReturnType<typeof setTimeout> | undefined;
  /** Set while this tab leads. */
  let changed: (() => void) | null = null;

  const ownPlaces = (): Place[] => {
    const places = new Map<string, number | null>();
    for (const { id, sequence } of watchers) {
      if (lost.has(id)) continue;
      const before = places.get(id);
      const least = before === undefined ? sequence : before;
      places.set(id, least === null || sequence === null ? null : Math.min(least, sequence));
    }
    return [...places].map(([id, sequence]) => ({ id, sequence }));
  };

  const setLine = (next: LineState) => {
    if (next === line) return;
    line = next;
    for (const watcher of watchers) watcher.onLine(next);
  };

  const snapshotOf = (id: string): Told | null => {
    const one = known.get(id);
    return one ? { say: "snapshot", id, ...one } : null;
  };

  /** Keeps what was told, and passes it on to whoever is to hear it. */
  const hear = (told: Told) => {
    remember(told);
    let isBehind = false;
    for (const watcher of watchers)
      if (watcher.id === told.id && !passOn(watcher, told)) isBehind = true;
    if (isBehind) announce();
  };

  const remember = (told: Told) => {
    const before = known.get(told.id);
    switch (told.say) {
      case "snapshot":
        if (known.size >= mostKnown) known.delete(known.keys().next().value ?? "");
        known.set(told.id, { sequence: told.sequence, execution: told.execution });
        return;
      case "event":
        if (!before || told.event.sequence <= before.sequence) return;
        // A gap: what it led to is not known any more.
        if (told.event.sequence > before.sequence + 1) return void known.delete(told.id);
        known.set(told.id, {
          sequence: told.event.sequence,
          execution: executionAfter(before.execution, told.event),
        });
        return;
      case "asked": {
        // No event tells of what the answer had already: as soon as there is a line it is told as it stands.
        if (told.isPolling) return void known.delete(told.id);
        if (!before) return;
        const { waiting, max_cost } = told.execution;
        known.set(told.id, { ...before, execution: { ...before.execution, waiting, max_cost } });
        return;
      }
      case "refused":
        if (told.status === 404) lost.add(told.id);
        return;
      default:
        return told satisfies never;
    }
  };

  /** False where the watcher misses something that came before. */
  const passOn = (watcher: Watcher, told: Told): boolean => {
    switch (told.say) {
      case "snapshot":
        if (watcher.sequence !== null && told.sequence <= watcher.sequence) return true;
        watcher.sequence = told.sequence;
        break;
      case "event": {
        const { sequence } = told.event;
        if (watcher.sequence !== null && sequence <= watcher.sequence) return true;
        if (watcher.sequence === null || sequence > watcher.sequence + 1) return catchUp(watcher);
        watcher.sequence = sequence;
        break;
      }
      case "asked":
        if (told.isPolling) watcher.sequence = null;
        break;
      case "refused":
        break;
      default:
        return told satisfies never;
    }
    watcher.told(told);
    return true;
  };

  const catchUp = (watcher: Watcher): boolean => {
    const snapshot = snapshotOf(watcher.id);
    return snapshot !== null && passOn(watcher, snapshot);
  };

  const announce = () => {
    tabs?.channel.want();
    changed?.();
  };

  const lead = (given: { wants: ReadonlyMap<string, Place[]>; leading: AbortSignal }) => {
    const { wants, leading } = given;
    const channel = () => tabs?.channel;
    const placesOf = () => {
      const ids = new Set(
        [ownPlaces(), ...wants.values()].flatMap((places) => places.map(({ id }) => id)),
      );
      return [...ids].flatMap((id): Place[] => {
        const one = known.get(id);
        if (lost.has(id) || (one && isOver(one.execution))) return [];
        return [{ id, sequence: one?.sequence ?? null }];
      });
    };
    const opened = openEventLine({
      client,
      placesOf,
      signal: leading,
      told: (told) => {
        channel()?.tell({ say: "told", told });
        hear(told);
        if (told.say === "refused" && told.status === 404) changed?.();
      },
      onState: (state) => {
        channel()?.tell({ say: "line", line: state });
        setLine(state);
      },
    });
    changed = opened.wantedChanged;
    opened.wantedChanged();
    leading.addEventListener("abort", () => {
      if (changed === opened.wantedChanged) changed = null;
    });
  };

  const onWant = (places: Place[], answer: (told: Told) => void) => {
    for (const { id, sequence } of places) {
      const one = known.get(id);
      if (!one) {
        lost.delete(id);
        continue;
      }
      // Somebody watches what was over: it was begun again, or they have not heard of its end.
      if (isOver(one.execution) && sequence === null) known.delete(id);
      else if (sequence === null || sequence < one.sequence)
        answer({ say: "snapshot", id, ...one });
    }
    tabs?.channel.tell({ say: "line", line });
    changed?.();
  };

  return {
    watch(id, ears, signal) {
      const watcher: Watcher = {
        id,
        sequence: null,
        told: ears.told,
        onLine: ears.onLine ?? (() => {}),
      };
      if (signal.aborted) return;
      clearTimeout(leaveTimer);
      watchers.add(watcher);
      lost.delete(id);
      const before = known.get(id);
      // What was over may have been begun again.
      if (before && isOver(before.execution)) known.delete(id);
      if (tabs === null) {
        const leave = new AbortController();
        line = "opening";
        const channel = joinTabs(
          client,
          { places: ownPlaces, told: hear, onLine: setLine, lead, onWant },
          leave.signal,
        );
        tabs = { channel, leave };
      } else {
        catchUp(watcher);
        watcher.onLine(line);
      }
      announce();
      signal.addEventListener("abort", () => {
        watchers.delete(watcher);
        announce();
        if (watchers.size > 0) return;
        clearTimeout(leaveTimer);
        leaveTimer = setTimeout(() => {
          tabs?.leave.abort();
          tabs = null;
          known.clear();
          lost.clear();
        }, leaveAfterMs);
      });
    },
  };
}
