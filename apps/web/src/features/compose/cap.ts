export type Cap = { dollars: number | null; isWrong: boolean };

const highest = 100_000;

/** Reads the cap as people type it: `2`, `2.50`, `2,50`; empty means none. */
export function readCap(typed: string): Cap {
  const text = typed.replace(/[\s\u00a0\u202f$]/g, "").replace(",", ".");
  if (text === "") return { dollars: null, isWrong: false };
  const dollars = /^\d+(\.\d+)?$|^\.\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(dollars > 0 && dollars <= highest)) return { dollars: null, isWrong: true };
  return { dollars, isWrong: false };
}
