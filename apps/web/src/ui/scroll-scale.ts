/** No browser draws an element higher than some 17 to 33 million pixels; longer lists are drawn at this height. */
const mostDrawnPx = 10_000_000;
/** At both ends a pixel scrolled is a pixel moved, so that first and last can be reached. */
const endsPx = 100_000;

/** How a list's full length lies on the height that is drawn of it; all in pixels from the list's top. */
export type ScrollScale = {
  drawnPx: number;
  /** Where on the full length one is, scrolled this far. */
  toFull: (drawn: number) => number;
  /** How far to scroll for a place of the full length. */
  toDrawn: (full: number) => number;
};

/** One to one as long as it fits; beyond that the middle is pressed together, and its ends are not. */
export function scrollScale(fullPx: number, mostPx = mostDrawnPx): ScrollScale {
  if (fullPx <= mostPx)
    return { drawnPx: fullPx, toFull: (drawn) => drawn, toDrawn: (full) => full };
  const end = Math.min(endsPx, mostPx / 4);
  const times = (fullPx - 2 * end) / (mostPx - 2 * end);
  return {
    drawnPx: mostPx,
    toFull: (drawn) => {
      if (drawn <= end) return drawn;
      if (drawn >= mostPx - end) return fullPx - (mostPx - drawn);
      return end + (drawn - end) * times;
    },
    toDrawn: (full) => {
      if (full <= end) return full;
      if (full >= fullPx - end) return mostPx - (fullPx - full);
      return end + (full - end) / times;
    },
  };
}
