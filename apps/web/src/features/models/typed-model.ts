import type { ChangedModel, ModelChange, ModelFacts } from "@bunch/contracts/model-change";

/** A model as a form has it; prices by size as they are typed. */
export type TypedModel = {
  name: string;
  prices: Record<string, string>;
  status: ModelFacts["status"];
  shutDownOn: string;
  /** Empty for none. */
  successor: string;
  mayBeDefault: boolean;
  calls: string;
};
export type TypedField = "name" | "prices" | "shutDownOn";

/** A model as it holds, ready to be typed over; money with the comma of those who write it so. */
export function typedModel(facts: ModelFacts, isComma: boolean): TypedModel {
  const text = (dollars: number) => (isComma ? String(dollars).replace(".", ",") : String(dollars));
  return {
    name: facts.name,
    prices: Object.fromEntries(
      Object.entries(facts.cost_per_image).map(([size, dollars]) => [size, text(dollars)]),
    ),
    status: facts.status,
    shutDownOn: facts.shut_down_on ?? "",
    successor: facts.successor ?? "",
    mayBeDefault: facts.may_be_default,
    calls: facts.calls ?? "",
  };
}

/**
 * What was typed as a change, beside what was changed before: a field that is as it came is left out, one that was not
 * touched stays as it was changed. Told too is which fields hold nothing that fits.
 */
export function changeOf(
  typed: TypedModel,
  before: Pick<ChangedModel, "as_it_came" | "change"> & { now: ModelFacts },
): { change: ModelChange; wrong: TypedField[] } {
  const { now, as_it_came: came } = before;
  const wrong: TypedField[] = [];
  const change: Record<string, unknown> = { ...before.change };
  const set = <Field extends keyof ModelFacts>(field: Field, value: ModelFacts[Field]) => {
    if (came && came[field] === value) delete change[field];
    else if (now[field] !== value) change[field] = value;
  };
  if (typed.name.trim() === "") wrong.push("name");
  set("name", typed.name.trim());
  set("status", typed.status);
  if (typed.status === "shut_down" && typed.shutDownOn === "") wrong.push("shutDownOn");
  set("shut_down_on", typed.shutDownOn === "" ? null : typed.shutDownOn);
  set("successor", typed.successor === "" ? null : typed.successor);
  set("may_be_default", typed.mayBeDefault);
  // What has no name of its own cannot be given back to none: it is left as it is.
  if (typed.calls.trim() !== "") set("calls", typed.calls.trim());
  else if (came) delete change["calls"];
  const prices = Object.entries(typed.prices).map(
    ([size, text]) => [size, readDollars(text)] as const,
  );
  if (prices.some(([, dollars]) => dollars === null)) wrong.push("prices");
  const isAs = (facts: ModelFacts) =>
    prices.every(([size, dollars]) => dollars === facts.cost_per_image[size]);
  if (!isAs(now)) {
    const { prices: _prices, imageTokens: _tokens, ...others } = before.change?.other_fields ?? {};
    delete change["priced_on"];
    delete change["price_source"];
    delete change["other_fields"];
    if (Object.keys(others).length > 0) change["other_fields"] = others;
    if (!(came && isAs(came))) change["cost_per_image"] = Object.fromEntries(prices);
  }
  return { change, wrong };
}

/** Reads a price as people type it: `0.05`, `0,05 $`, `.05`; null for what is none. */
export function readDollars(typed: string): number | null {
  const text = typed.replace(/[\s\u00a0\u202f$]/gu, "").replace(",", ".");
  const dollars = /^\d+(\.\d+)?$|^\.\d+$/u.test(text) ? Number(text) : Number.NaN;
  return dollars >= 0 && dollars <= 1000 ? dollars : null;
}
