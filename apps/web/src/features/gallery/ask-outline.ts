import type { Client } from "@bunch/contracts/client";
import type { Outline } from "@bunch/contracts/outline";

/** So many windows are asked for at a time: a hundred thousand pictures shall neither wait for each other nor crowd out the rest. */
const atOnce = 4;
/** Far above what a batch has, so that a server that answers nonsense is not asked for ever. */
const mostWindows = 1000;

/** Every window of a batch's outline, in their order; the server says how many slots each holds. */
export async function askOutline(
  client: Pick<Client, "outline">,
  batch: { id: string; search: string },
  signal: AbortSignal,
): Promise<Outline[]> {
  const { id, search } = batch;
  const ask = (from: number, limit?: number) =>
    client.outline(
      id,
      { from, ...(limit ? { limit } : {}), ...(search === "" ? {} : { search }) },
      signal,
    );
  const first = await ask(0);
  const step = first.states.length;
  if (step === 0 || step >= first.count) return [first];

  const starts = Array.from(
    { length: Math.min(mostWindows, Math.ceil(first.count / step) - 1) },
    (_, index) => (index + 1) * step,
  );
  const windows: Outline[] = [first];
  const inTurn = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const end = Math.min(start + step, first.count);
      // Another release of the server may hold fewer in one.
      for (let from = start; from < end;) {
        const window = await ask(from, end - from);
        if (window.states.length === 0) break;
        windows.push(window);
        from += window.states.length;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, inTurn));
  return windows.toSorted((one, other) => one.from - other.from);
}
