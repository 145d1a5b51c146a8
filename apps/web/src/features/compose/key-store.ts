import type { Client, RequestRefused } from "@bunch/contracts/client";
import type { ProviderKey } from "@bunch/contracts/provider-key";
import { asRefused } from "../../api/as-refused.ts";
import { KeyRefused } from "../../key-refused.ts";
import { rememberGood } from "../../api/remember-checked.ts";
import { createStore, type Store } from "../../store.ts";

/** `notRemembered` says why a key that was to be remembered was not. */
export type KeyState =
  | { state: "none" }
  | { state: "checking"; key: string }
  | { state: "works"; key: string; models: string[]; notRemembered?: RequestRefused }
  | { state: "unreachable"; key: string; notRemembered?: RequestRefused }
  | { state: "refused"; key: string; message: string; at: Date };

export type KeyStore = {
  store: Store<KeyState>;
  /** Takes a key and asks the provider, for free, whether it is good; remembers it then for that vendor, if one is named. */
  check: (key: string, rememberFor?: string) => Promise<void>;
  forget: () => void;
};

const checkDeadlineMs = 20_000;

/**
 * Holds the Gemini key in this page's memory alone: it is never kept in the browser, and gone after a reload. One that was
 * remembered at the server is gone from here at once, and told to `onRemembered`.
 */
export function createKeyStore(
  client: Client,
  onRemembered: (key: ProviderKey, isStillWanted: boolean) => void,
): KeyStore {
  const store = createStore<KeyState>({ state: "none" });
  let running: AbortController | undefined;
  return {
    store,
    check: async (typed, rememberFor) => {
      const key = typed.trim();
      running?.abort();
      if (key === "") return store.set(() => ({ state: "none" }));
      running = new AbortController();
      const own = running;
      store.set(() => ({ state: "checking", key }));
      let next = await verdictOf(client, key, own.signal);
      if (running !== own) return;
      if (rememberFor !== undefined && next.state !== "refused")
        try {
          const kept = await rememberGood(client, { apiKey: key, vendor: rememberFor });
          next = { state: "none" };
          onRemembered(kept, running === own);
        } catch (cause) {
          next = notKept(next, key, cause);
        }
      if (running === own) store.set(() => next);
    },
    forget: () => {
      running?.abort();
      running = undefined;
      store.set(() => ({ state: "none" }));
    },
  };
}

/** A key that could not be remembered pays for this batch all the same, unless the provider refuses it. */
function notKept(state: KeyState, key: string, cause: unknown): KeyState {
  if (cause instanceof KeyRefused)
    return { state: "refused", key, message: cause.message, at: new Date() };
  if (state.state === "works" || state.state === "unreachable")
    return { ...state, notRemembered: asRefused(cause) };
  return state;
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
