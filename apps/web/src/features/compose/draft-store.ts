import { createStore, type Store } from "../../store.ts";
import { changeDraft, type Draft, emptyDraft, readDraft } from "./draft.ts";

const storageKey = "bunch-draft";
const writeDelayMs = 250;

export type DraftStore = {
  store: Store<Draft>;
  change: (change: Partial<Draft>) => void;
  /** Notes what became of the draft without making another of it. */
  note: (change: Pick<Partial<Draft>, "idempotencyKey" | "startedAs">) => void;
  /** A fresh draft with the same settings, for the next batch. */
  clear: () => void;
};

/** Holds the draft and keeps it in the browser a moment after each change; the API key is never part of it. */
export function createDraftStore(): DraftStore {
  const store = createStore<Draft>(readDraft(read()));
  let timer: number | undefined;
  const write = () => {
    window.clearTimeout(timer);
    timer = undefined;
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
      store.set(({ model, aspectRatio, imageSize, variations }) => ({
        ...emptyDraft,
        model,
        aspectRatio,
        imageSize,
        variations,
        isBegun: true,
      })),
  };
}

function read(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
