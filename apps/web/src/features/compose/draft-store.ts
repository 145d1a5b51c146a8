import { createStore, type Store } from "../../store.ts";
import { changeDraft, type Draft, emptyDraft, readDraft } from "./draft.ts";

const writeDelayMs = 250;

export type DraftStore = {
  store: Store<Draft>;
  change: (change: Partial<Draft>) => void;
  /** Notes what became of the draft without making another of it. */
  note: (
    change: Pick<Partial<Draft>, "idempotencyKey" | "startedAs" | "startedSet" | "keyChoices">,
  ) => void;
  /** A fresh draft with the same settings, for the next batch. */
  clear: () => void;
  /** Takes it out of the browser for good: whoever comes next is somebody else. */
  forget: () => void;
};

/**
 * Holds the draft and keeps it in the browser a moment after each change, for that person alone where people sign in; the
 * API key is never part of it.
 */
export function createDraftStore(person: string | null): DraftStore {
  const storageKey = person === null ? "bunch-draft" : `bunch-draft-${person}`;
  const store = createStore<Draft>(readDraft(read(storageKey)));
  let isForgotten = false;
  let timer: number | undefined;
  const write = () => {
    window.clearTimeout(timer);
    timer = undefined;
    if (isForgotten) return;
    try {
      localStorage.setItem(storageKey, JSON.stringify(store.get()));
    } catch {
      // Full or shut off: the draft lives as long as the page.
    }
  };
  store.subscribe(() => {
    timer ??= window.setTimeout(write, writeDelayMs);
  });
  window.addEventListener("pagehide", () => {
    if (timer !== undefined) write();
  });
  return {
    store,
    change: (change) => store.set((draft) => changeDraft(draft, change)),
    note: (change) => {
      store.set((draft) => ({ ...draft, ...change }));
      // A reload right after the press must find the very same key.
      write();
    },
    clear: () =>
      store.set(({ model, others, aspectRatio, imageSize, variations, keyChoices }) => ({
        ...emptyDraft,
        model,
        others,
        aspectRatio,
        imageSize,
        variations,
        keyChoices,
        isBegun: true,
      })),
    forget: () => {
      isForgotten = true;
      try {
        localStorage.removeItem(storageKey);
      } catch {
        // Shut off, so there is nothing.
      }
    },
  };
}

function read(storageKey: string): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
