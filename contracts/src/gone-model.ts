import { endsSoonDays } from "./ends-soon.ts";
import type { Model } from "./model.ts";

/** Why a model is not what one should take now; null where nothing is against it. */
export type Gone = { is: "shut_down" | "ends_soon"; on: string | null } | { is: "not_for_key" };

/** Tells it; `missing` are the models that the key may not call, by what its vendor said. */
export function goneOf(
  model: Model,
  {
    missing,
    today = new Date().toISOString().slice(0, 10),
  }: { missing: readonly string[]; today?: string },
): Gone | null {
  const { status, shut_down_on: on } = model;
  if (status === "shut_down") return { is: "shut_down", on };
  if (missing.includes(model.id)) return { is: "not_for_key" };
  return on !== null && endsSoonDays(on, today) !== null ? { is: "ends_soon", on } : null;
}

/** What to take instead: the successor, over as many steps as it takes, or else a live one of the same vendor. */
export function insteadOf(
  model: Model,
  models: readonly Model[],
  missing: readonly string[],
): Model | undefined {
  const isToBeHad = (one: Model) => one.status === "live" && !missing.includes(one.id);
  const seen = new Set<string>();
  for (let next: Model | undefined = model; next && !seen.has(next.id);) {
    seen.add(next.id);
    const { successor }: Model = next;
    next = models.find(({ id }) => id === successor);
    if (next && isToBeHad(next)) return next;
  }
  return models
    .filter((one) => one.vendor === model.vendor && one.id !== model.id && isToBeHad(one))
    .toSorted(
      (a, b) =>
        Number(b.is_default) - Number(a.is_default) || b.released_on.localeCompare(a.released_on),
    )[0];
}
