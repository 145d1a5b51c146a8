import type { Client, RequestRefused } from "@bunch/contracts/client";
import type { Model } from "@bunch/contracts/model";
import type { ProviderKey } from "@bunch/contracts/provider-key";
import { asRefused } from "../../api/as-refused.ts";
import { KeyRefused } from "../../key-refused.ts";
import { rememberGood } from "../../api/remember-checked.ts";
import { createStore, type Store } from "../../store.ts";

/** `notRemembered` says why a key that was to be remembered was not. */
export type KeyState =
  | { state: "none" }
  | (Typed & { state: "checking" })
  | (Typed & { state: "works"; missing: string[]; notRemembered?: RequestRefused })
  | (Typed & { state: "unreachable"; notRemembered?: RequestRefused })
  | (Typed & { state: "refused"; message: string; at: Date });

/** A key and whose it is: no other vendor is shown it. */
type Typed = { key: string; vendor: string };

/** What was typed for each vendor; none for whoever is not in it. */
type KeyStates = Readonly<Record<string, KeyState>>;

export type KeyStore = {
  store: Store<KeyStates>;
  /** Takes a key and asks the model's provider, for free, whether it is good; remembers it then, if that is wished. */
  check: (key: string, model: Model, isToKeep: boolean) => Promise<void>;
  forget: (vendor: string) => void;
};

const checkDeadlineMs = 20_000;

/**
 * Holds the key in this page's memory alone: it is never kept in the browser, and gone after a reload. One that was
 * remembered at the server is gone from here at once, and told to `onRemembered`.
 */
export function createKeyStore(
  client: Client,
  onRemembered: (key: ProviderKey, isStillWanted: boolean) => void,
): KeyStore {
  const store = createStore<KeyStates>({});
  const running = new Map<string, AbortController>();
  const set = (vendor: string, state: KeyState) =>
    store.set((states) => ({ ...states, [vendor]: state }));
  return {
    store,
    check: async (text, { id: model, vendor }, isToKeep) => {
      const key = text.trim();
      const typed = { key, vendor };
      running.get(vendor)?.abort();
      if (key === "") return set(vendor, { state: "none" });
      const own = new AbortController();
      running.set(vendor, own);
      const isLast = () => running.get(vendor) === own;
      set(vendor, { state: "checking", ...typed });
      let next = await verdictOf(client, { ...typed, model }, own.signal);
      if (!isLast()) return;
      if (isToKeep && next.state !== "refused")
        try {
          const kept = await rememberGood(client, { apiKey: key, vendor });
          next = { state: "none" };
          onRemembered(kept, isLast());
        } catch (cause) {
          next = notKept(next, typed, cause);
        }
      if (isLast()) set(vendor, next);
    },
    forget: (vendor) => {
      running.get(vendor)?.abort();
      running.delete(vendor);
      set(vendor, { state: "none" });
    },
  };
}

/** A key that could not be remembered pays for this batch all the same, unless the provider refuses it. */
function notKept(state: KeyState, typed: Typed, cause: unknown): KeyState {
  if (cause instanceof KeyRefused)
    return { state: "refused", ...typed, message: cause.message, at: new Date() };
  if (state.state === "works" || state.state === "unreachable")
    return { ...state, notRemembered: asRefused(cause) };
  return state;
}

async function verdictOf(
  client: Client,
  { model, ...typed }: Typed & { model: string },
  signal: AbortSignal,
): Promise<KeyState> {
  const { key } = typed;
  try {
    const deadline = AbortSignal.timeout(checkDeadlineMs);
    const check = await client.checkKey(
      { api_key: key, model },
      AbortSignal.any([signal, deadline]),
    );
    if (check.verdict === "works")
      return { state: "works", ...typed, missing: check.missing_models };
    if (check.verdict === "refused")
      return { state: "refused", ...typed, message: check.message, at: new Date() };
    return { state: "unreachable", ...typed };
  } catch {
    // No answer is no verdict: the key may still be good.
    return { state: "unreachable", ...typed };
  }
}

/** The end of a key, enough to tell it from another. */
export function lastFour(key: string): string {
  return key.slice(-4);
}
