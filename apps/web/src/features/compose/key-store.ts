import type { Client } from "@bunch/contracts/client";
import { createStore, type Store } from "../../store.ts";

export type KeyState =
  | { state: "none" }
  | { state: "checking"; key: string }
  | { state: "works"; key: string; models: string[] }
  | { state: "unreachable"; key: string }
  | { state: "refused"; key: string; message: string; at: Date };

export type KeyStore = {
  store: Store<KeyState>;
  /** Takes a key and asks the provider, for free, whether it is good. */
  check: (key: string) => Promise<void>;
  forget: () => void;
};

const checkDeadlineMs = 20_000;

/** Holds the Gemini key in this page's memory alone: it is never kept in the browser, and gone after a reload. */
export function createKeyStore(client: Client): KeyStore {
  const store = createStore<KeyState>({ state: "none" });
  let running: AbortController | undefined;
  return {
    store,
    check: async (typed) => {
      const key = typed.trim();
      running?.abort();
      if (key === "") return store.set(() => ({ state: "none" }));
      running = new AbortController();
      const own = running;
      store.set(() => ({ state: "checking", key }));
      const next = await verdictOf(client, key, own.signal);
      if (running === own) store.set(() => next);
    },
    forget: () => {
      running?.abort();
      running = undefined;
      store.set(() => ({ state: "none" }));
    },
  };
}

async function verdictOf(client: Client, key: string, signal: AbortSignal): Promise<KeyState> {
  try {
    const deadline = AbortSignal.timeout(checkDeadlineMs);
    const check = await client.checkKey({ api_key: key }, AbortSignal.any([signal, deadline]));
    if (check.verdict === "works") return { state: "works", key, models: check.models };
    if (check.verdict === "refused")
      return { state: "refused", key, message: check.message, at: new Date() };
    return { state: "unreachable", key };
  } catch {
    // No answer is no verdict: the key may still be good.
    return { state: "unreachable", key };
  }
}

/** The end of a key, enough to tell it from another. */
export function lastFour(key: string): string {
  return key.slice(-4);
}
