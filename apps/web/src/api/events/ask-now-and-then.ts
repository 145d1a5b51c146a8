import type { Client } from "@bunch/contracts/client";
import { asRefused } from "../as-refused.ts";
import type { Told } from "./told.ts";

/** After so long without an event the server is asked why. */
const silenceMs = 5000;
const pollMs = 4000;
const soonMs = 800;
const deadlineMs = 15_000;

/** Asks for executions as they stand: in silence, when a limit may have been met, and all the time where no event gets through. */
export function askNowAndThen(input: {
  client: Client;
  isPolling: () => boolean;
  told: (told: Told) => void;
  signal: AbortSignal;
}) {
  const { client, told, signal } = input;
  const timers = new Map<string, { at: number; timer: ReturnType<typeof setTimeout> }>();

  const askIn = (id: string, ms: number) => {
    clearTimeout(timers.get(id)?.timer);
    const at = performance.now() + ms;
    timers.set(id, { at, timer: setTimeout(() => void ask(id), ms) });
  };

  const ask = async (id: string) => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    try {
      const execution = await client.getExecution(id, until);
      if (timers.has(id)) told({ say: "asked", id, execution, isPolling: input.isPolling() });
    } catch (cause) {
      const { status, error } = asRefused(cause);
      if (timers.has(id)) told({ say: "refused", id, status, error });
    }
    if (timers.has(id)) askIn(id, input.isPolling() ? pollMs : silenceMs);
  };

  signal.addEventListener("abort", () => {
    for (const { timer } of timers.values()) clearTimeout(timer);
    timers.clear();
  });
  return {
    /** These are watched, and no others. */
    keep: (ids: readonly string[]) => {
      for (const [id, { timer }] of timers)
        if (!ids.includes(id)) {
          clearTimeout(timer);
          timers.delete(id);
        }
      for (const id of ids) if (!timers.has(id)) askIn(id, silenceMs);
    },
    /** An event of it came. */
    heard: (id: string) => {
      const next = timers.get(id);
      // A question that is due at once stays.
      if (next && next.at - performance.now() > soonMs) askIn(id, silenceMs);
    },
    soon: (id: string) => {
      if (timers.has(id)) askIn(id, soonMs);
    },
    all: () => {
      for (const id of timers.keys()) askIn(id, 0);
    },
  };
}
