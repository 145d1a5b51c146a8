import type { Client } from "@bunch/contracts/client";
import type { Result } from "@bunch/contracts/result";
import type { QueryClient } from "@tanstack/react-query";
import { slotOf } from "../../results/picture-number.ts";

/** Results are asked for and kept by so many slots at once. */
const windowSlots = 100;
const mostAtOnce = 1000;

export const windowOf = (slot: number) => Math.floor(slot / windowSlots);
export const windowKey = (id: string, window: number) => ["results", id, "window", window] as const;

/** A window's results by slot. */
export async function askWindow(
  client: Client,
  batch: { id: string; variations: number },
  window: number,
  signal: AbortSignal,
): Promise<Map<number, Result>> {
  const query = { from_slot: window * windowSlots, limit: windowSlots };
  const { data } = await client.listResults(batch.id, query, signal);
  return new Map(data.map((result) => [slotOf(result, batch.variations), result]));
}

/** The results of any slots, from what is here and the rest in as few answers as there can be; in the slots' order. */
export async function resultsOfSlots(
  from: { client: Client; queries: QueryClient },
  batch: { id: string; variations: number },
  slots: readonly number[],
  signal: AbortSignal,
): Promise<Result[]> {
  const found = new Map<number, Result>();
  for (const slot of slots) {
    const here = from.queries
      .getQueryData<Map<number, Result>>(windowKey(batch.id, windowOf(slot)))
      ?.get(slot);
    if (here) found.set(slot, here);
  }
  const missing = slots.filter((slot) => !found.has(slot)).toSorted((a, b) => a - b);
  let asked = -1;
  for (const slot of missing) {
    if (slot <= asked) continue;
    const last = missing.findLast((one) => one < slot + mostAtOnce) ?? slot;
    const query = { from_slot: slot, limit: last - slot + 1 };
    // Each answer decides what the next one has to begin with.
    const { data } = await from.client.listResults(batch.id, query, signal);
    for (const result of data) found.set(slotOf(result, batch.variations), result);
    asked = last;
  }
  return slots.flatMap((slot) => found.get(slot) ?? []);
}
