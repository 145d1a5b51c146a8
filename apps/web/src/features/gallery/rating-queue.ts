import { ratedAtOnce } from "@bunch/contracts/rating";
import { createStore, type Store } from "../../store.ts";
import type { Mark } from "./batch-outline.ts";

/** What is changed of a picture's rating; what is not named stays as it is. */
export type RatingChange = { stars?: number; isRejected?: boolean };

export type RatingState = {
  /** What was rated just now and has not arrived yet, by slot. */
  marks: ReadonlyMap<number, Mark>;
  /** What the server refused, for the page to say; those marks are taken back. */
  refused: { changes: ReadonlyMap<number, RatingChange>; cause: unknown } | null;
};

export type RatingQueue = {
  store: Store<RatingState>;
  /** Changes the rating of some slots: seen at once, sent a moment later together with others. */
  rate: (slots: readonly number[], change: RatingChange, before: (slot: number) => Mark) => void;
  /** Sends now what waits, as when the page is left. */
  flush: () => void;
  forgetRefusal: () => void;
};

const gatherMs = 350;
/** Together more than a minute, after which as many requests are free again. */
const [restMs, mostRests] = [5000, 15];

/** Gathers ratings and sends them in bunches, one bunch after the other. */
export function createRatingQueue(input: {
  send: (changes: ReadonlyMap<number, RatingChange>) => Promise<void>;
  /** Told what has arrived, while it is still among the marks. */
  arrived: (marks: ReadonlyMap<number, Mark>, changes: ReadonlyMap<number, RatingChange>) => void;
  /** Whether the server only asks for patience, as after too many requests in a minute. */
  mayPass?: (cause: unknown) => boolean;
  restMs?: number;
}): RatingQueue {
  const store = createStore<RatingState>({ marks: new Map(), refused: null });
  let waiting = new Map<number, RatingChange>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSending = false;
  let rests = 0;

  const settle = (sent: ReadonlyMap<number, Mark>, refused: RatingState["refused"]) =>
    store.set((state) => {
      const marks = new Map(state.marks);
      // What was rated anew meanwhile waits for its own bunch.
      for (const [slot, mark] of sent) if (marks.get(slot) === mark) marks.delete(slot);
      // Of a selection that takes several bunches more than one may be refused.
      const changes = new Map([...(state.refused?.changes ?? []), ...(refused?.changes ?? [])]);
      return { marks, refused: refused ? { ...refused, changes } : state.refused };
    });

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (isSending || waiting.size === 0) return;
    isSending = true;
    const bunch = new Map([...waiting].slice(0, ratedAtOnce));
    waiting = new Map([...waiting].slice(ratedAtOnce));
    const { marks } = store.get();
    const sent = new Map([...bunch.keys()].flatMap((slot) => pair(slot, marks.get(slot))));
    try {
      await input.send(bunch);
      input.arrived(sent, bunch);
      settle(sent, null);
      rests = 0;
    } catch (cause) {
      if (input.mayPass?.(cause) && rests < mostRests) {
        rests += 1;
        // What was said of the same picture meanwhile is the later word.
        for (const [slot, change] of waiting) bunch.set(slot, { ...bunch.get(slot), ...change });
        waiting = bunch;
        isSending = false;
        timer ??= setTimeout(() => void flush(), input.restMs ?? restMs);
        return;
      }
      rests = 0;
      settle(sent, { changes: bunch, cause });
    }
    isSending = false;
    void flush();
  }

  return {
    store,
    rate: (slots, change, before) => {
      store.set((state) => {
        const marks = new Map(state.marks);
        for (const slot of slots) {
          const mark = marks.get(slot) ?? before(slot);
          marks.set(slot, {
            stars: change.stars ?? mark.stars,
            isRejected: change.isRejected ?? mark.isRejected,
          });
          waiting.set(slot, { ...waiting.get(slot), ...change });
        }
        return { marks, refused: null };
      });
      timer ??= setTimeout(() => void flush(), gatherMs);
    },
    flush: () => void flush(),
    forgetRefusal: () => store.set((state) => ({ ...state, refused: null })),
  };
}

function pair(slot: number, mark: Mark | undefined): [number, Mark][] {
  return mark ? [[slot, mark]] : [];
}
