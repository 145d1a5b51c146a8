import type { Death } from "./start-inspection-process.ts";

export type AfterDeaths = { do: "try_again"; afterMs: number } | { do: "give_up" };

/** A picture that breaks its decoder, or hangs it, twice in a row has done so itself. */
const mostOwnDeaths = 2;
/** Killed from outside, mostly as memory ran out: the picture's fault only when that never ends. */
const mostDeaths = 6;
const firstWaitMs = 250;

/** Decides what becomes of a picture after the processes that died with it. Touches nothing. */
export function afterDeaths(deaths: readonly Death[]): AfterDeaths {
  const own = deaths.filter(({ by }) => by !== "others").length;
  if (own >= mostOwnDeaths || deaths.length >= mostDeaths) return { do: "give_up" };
  const others = deaths.length - own;
  // At first at once; then whoever kills gets time to come to an end.
  return { do: "try_again", afterMs: others > 1 ? firstWaitMs * 2 ** (others - 1) : 0 };
}
