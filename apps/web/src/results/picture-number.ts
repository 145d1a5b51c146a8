import type { Result } from "@bunch/contracts/result";

type Place = Pick<Result, "batch_index" | "variation">;

/** A picture's name on the light table: prompt 7, second picture = `7b`; where each prompt has one, just `7`. */
export function pictureNumber(place: Place, variations: number): string {
  const prompt = place.batch_index + 1;
  return variations === 1 ? String(prompt) : `${prompt}${"abcd"[place.variation] ?? ""}`;
}

/** Which slot a picture lies in, from 0; it never changes. */
export function slotOf(place: Place, variations: number): number {
  return place.batch_index * variations + place.variation;
}

/** Where a slot's picture comes from. */
export function placeOf(slot: number, variations: number): Place {
  return { batch_index: Math.floor(slot / variations), variation: slot % variations };
}
