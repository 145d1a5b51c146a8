import type { Outline, SlotState } from "@bunch/contracts/outline";

/** A whole batch in a few bytes a slot: the characters of the outline, by slot. */
export type BatchOutline = {
  count: number;
  /** Char codes of `slotStates`. */
  states: Uint8Array;
  /** Char codes: `0` to `5`, or `x` for rejected. */
  ratings: Uint8Array;
  /** 1 where the prompt holds the text that was looked for; null without a search. */
  found: Uint8Array | null;
};

const rejectedCode = "x".charCodeAt(0);
const noStarsCode = "0".charCodeAt(0);

/** What its owner thinks of a picture; the stars of a rejected one are not told. */
export type Mark = { stars: number; isRejected: boolean };

export function markOf(outline: BatchOutline, slot: number): Mark {
  const code = outline.ratings[slot] ?? noStarsCode;
  return code === rejectedCode
    ? { stars: 0, isRejected: true }
    : { stars: code - noStarsCode, isRejected: false };
}

function codeOfMark(mark: Mark): number {
  return mark.isRejected ? rejectedCode : noStarsCode + mark.stars;
}

export function stateOf(outline: BatchOutline, slot: number): SlotState {
  return String.fromCharCode(outline.states[slot] ?? "p".charCodeAt(0)) as SlotState;
}

/** Puts the windows of an outline together; slots that no window holds wait without stars. */
export function joinOutline(windows: Outline[], isSearch: boolean): BatchOutline {
  const count = Math.max(0, ...windows.map((window) => window.count));
  const outline: BatchOutline = {
    count,
    states: new Uint8Array(count).fill("p".charCodeAt(0)),
    ratings: new Uint8Array(count).fill(noStarsCode),
    found: isSearch ? new Uint8Array(count) : null,
  };
  for (const window of windows) {
    for (let place = 0; place < window.states.length; place += 1) {
      outline.states[window.from + place] = window.states.charCodeAt(place);
      outline.ratings[window.from + place] = window.ratings.charCodeAt(place);
    }
    for (const slot of window.found ?? []) if (outline.found) outline.found[slot] = 1;
  }
  return outline;
}

/** The outline as it will be once what was rated just now has arrived. */
export function withMarks(outline: BatchOutline, marks: ReadonlyMap<number, Mark>): BatchOutline {
  if (marks.size === 0) return outline;
  const ratings = outline.ratings.slice();
  for (const [slot, mark] of marks) ratings[slot] = codeOfMark(mark);
  return { ...outline, ratings };
}
