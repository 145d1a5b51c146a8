import { type BatchOutline, markOf, stateOf } from "./batch-outline.ts";

export type Show = "all" | "success" | "failed";

/** Which pictures are asked for; each part stands in the address. */
export type Filter = {
  show: Show;
  search: string;
  /** At least so many stars; `none` for those without. */
  stars: "any" | "none" | "1" | "2" | "3" | "4" | "5";
  rejected: "shown" | "hidden" | "only";
  isStacked: boolean;
};

const starChoices = ["any", "none", "1", "2", "3", "4", "5"] as const;
const rejectedChoices = ["shown", "hidden", "only"] as const;

/** The filter as the address has it; anything unknown lets all through. */
export function readFilter(params: URLSearchParams): Filter {
  const show = params.get("show");
  const stars = params.get("stars");
  const rejected = params.get("rejected");
  return {
    show: show === "success" || show === "failed" ? show : "all",
    search: (params.get("q") ?? "").slice(0, 200),
    stars: starChoices.find((one) => one === stars) ?? "any",
    rejected: rejectedChoices.find((one) => one === rejected) ?? "shown",
    isStacked: params.get("stacks") === "1",
  };
}

/** Writes a filter into an address; what lets everything through is left out. */
export function writeFilter(params: URLSearchParams, filter: Filter): URLSearchParams {
  const next = new URLSearchParams(params);
  const write = (name: string, value: string, nothing: string) => {
    if (value === nothing) next.delete(name);
    else next.set(name, value);
  };
  write("show", filter.show, "all");
  write("q", filter.search, "");
  write("stars", filter.stars, "any");
  write("rejected", filter.rejected, "shown");
  write("stacks", filter.isStacked ? "1" : "", "");
  return next;
}

/** What is shown, in order. */
export type Listed = {
  /** The slot at each place. */
  slots: Int32Array;
  /** How many pictures lie on each other at each place; 1 is a single one. */
  heights: Uint8Array;
  /** How many pictures each way of showing would have, the rest of the filter held. */
  counts: Record<Show, number>;
};

/** Lists the slots that a filter lets through; a closed stack stands for its prompt's pictures, its best on top. */
export function listSlots(
  outline: BatchOutline,
  filter: Filter,
  stacks: { variations: number; open: ReadonlySet<number> },
): Listed {
  const slots = new Int32Array(outline.count);
  const heights = new Uint8Array(outline.count).fill(1);
  const counts = { all: 0, success: 0, failed: 0 };
  let length = 0;
  let prompt = -1;
  for (let slot = 0; slot < outline.count; slot += 1) {
    if (outline.found && outline.found[slot] === 0) continue;
    if (!isMarked(outline, slot, filter)) continue;
    const kind = kindOf(outline, slot);
    counts.all += 1;
    if (kind !== null) counts[kind] += 1;
    if (filter.show !== "all" && filter.show !== kind) continue;
    const of = Math.floor(slot / stacks.variations);
    const isOnTop = filter.isStacked && of === prompt && !stacks.open.has(of);
    prompt = of;
    if (!isOnTop) {
      slots[length] = slot;
      length += 1;
      continue;
    }
    heights[length - 1] = (heights[length - 1] ?? 1) + 1;
    const cover = slots[length - 1] ?? slot;
    if (worth(outline, slot) > worth(outline, cover)) slots[length - 1] = slot;
  }
  return { slots: slots.slice(0, length), heights: heights.slice(0, length), counts };
}

function isMarked(outline: BatchOutline, slot: number, filter: Filter): boolean {
  if (filter.stars === "any" && filter.rejected === "shown") return true;
  const mark = markOf(outline, slot);
  if (filter.rejected === "hidden" && mark.isRejected) return false;
  if (filter.rejected === "only" && !mark.isRejected) return false;
  if (filter.stars === "any") return true;
  if (filter.stars === "none") return mark.stars === 0 && !mark.isRejected;
  return mark.stars >= Number(filter.stars);
}

function kindOf(outline: BatchOutline, slot: number): "success" | "failed" | null {
  const state = stateOf(outline, slot);
  if (state === "c") return "success";
  return state === "f" || state === "m" ? "failed" : null;
}

/** Which of a prompt's pictures lies on top: one with stars before one without, any before none, a rejected one last. */
function worth(outline: BatchOutline, slot: number): number {
  const mark = markOf(outline, slot);
  if (mark.isRejected) return stateOf(outline, slot) === "c" ? 1 : 0;
  return stateOf(outline, slot) === "c" ? 2 + mark.stars : 0;
}

/** Where a slot is shown, as its own place or within its prompt's closed stack; -1 when it is not. */
export function placeOfSlot(listed: Listed, slot: number, variations: number): number {
  const exact = listed.slots.indexOf(slot);
  if (exact >= 0) return exact;
  const prompt = Math.floor(slot / variations);
  return listed.slots.findIndex(
    (cover, place) => (listed.heights[place] ?? 1) > 1 && Math.floor(cover / variations) === prompt,
  );
}
