/** What a key asks of the light table; null for keys that are not its own. */
export type GridAsk =
  | { ask: "move"; to: number; isRange: boolean }
  | { ask: "open" | "select" | "select all" | "clear" | "help" | "reject" | "stack" }
  | { ask: "rate"; stars: number };

type Key = {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
};

/** Reads a key where the picture at `place` of `count` has the focus. */
export function readGridKey(
  event: Key,
  grid: { place: number; count: number; columns: number; rowsSeen: number },
): GridAsk | null {
  if (event.altKey) return null;
  const { place, count, columns } = grid;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "a") return { ask: "select all" };
    if (event.key === "Home") return moved(0, event);
    if (event.key === "End") return moved(count - 1, event);
    return null;
  }
  const within = (to: number) => Math.max(0, Math.min(count - 1, to));
  const page = Math.max(1, grid.rowsSeen) * columns;
  switch (event.key) {
    case "ArrowLeft":
      return moved(within(place - 1), event);
    case "ArrowRight":
      return moved(within(place + 1), event);
    case "ArrowUp":
      return moved(place < columns ? place : place - columns, event);
    case "ArrowDown":
      return moved(isLastRow(place, grid) ? place : within(place + columns), event);
    case "PageUp":
      return moved(within(place - page), event);
    case "PageDown":
      return moved(within(place + page), event);
    case "Home":
      return moved(place - (place % columns), event);
    case "End":
      return moved(within(place - (place % columns) + columns - 1), event);
    case "Enter":
      return { ask: "open" };
    case " ":
      return { ask: "select" };
    case "Escape":
      return { ask: "clear" };
    case "?":
      return { ask: "help" };
    case "s":
    case "S":
      return { ask: "stack" };
    default:
      return readRatingKey(event);
  }
}

/** The keys that rate: they hold wherever a picture is looked at. */
export function readRatingKey(event: Key): GridAsk | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key.toLowerCase() === "x") return { ask: "reject" };
  if (/^[0-5]$/.test(event.key)) return { ask: "rate", stars: Number(event.key) };
  return null;
}

function moved(to: number, event: Key): GridAsk {
  return { ask: "move", to, isRange: event.shiftKey };
}

function isLastRow(place: number, grid: { count: number; columns: number }): boolean {
  return Math.floor(place / grid.columns) === Math.floor((grid.count - 1) / grid.columns);
}
