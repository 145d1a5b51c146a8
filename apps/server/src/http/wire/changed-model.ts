import type { ChangedModel, ModelChange, ModelFacts } from "@bunch/contracts/model-change";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { StoredChange } from "@bunch/core/models/model-change";
import { priceOfPicture } from "@bunch/core/models/price-of-picture";
import type { LaidCatalogue } from "@bunch/core/ports/laid-catalogue";

/** The fields that a change names in words of its own, as an entry of models.json calls them. */
const fields = {
  like: "like",
  name: "name",
  status: "status",
  released_on: "releasedOn",
  shut_down_on: "shutDownOn",
  successor: "successor",
  may_be_default: "mayBeDefault",
  calls: "calls",
  priced_on: "pricedOn",
  price_source: "source",
} as const satisfies Partial<Record<keyof ModelChange, string>>;

/** What was asked for as a partial entry; the price of a picture is none of its fields. */
export function entryOfChange(asked: ModelChange): StoredChange["change"] {
  const named = Object.entries(fields).flatMap(([wire, field]) => {
    const value = asked[wire as keyof typeof fields];
    return value === undefined ? [] : [[field, value]];
  });
  return { ...asked.other_fields, ...Object.fromEntries(named) };
}

/** A partial entry in the contract's words. */
function wireChange(change: StoredChange["change"]): ModelChange {
  const rest: Record<string, unknown> = { ...change };
  const wire: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field in rest) wire[name] = rest[field];
    delete rest[field];
  }
  return { ...wire, ...(Object.keys(rest).length > 0 && { other_fields: rest }) };
}

/** A model as it holds, as it came, and what was changed; null where this server knows nothing of it. */
export function wireChangedModel(
  catalogue: LaidCatalogue & { catalogue: readonly CatalogueEntry[] },
  id: string,
  stored: readonly StoredChange[],
): ChangedModel | null {
  const own = stored.find((one) => one.id === id);
  const now = catalogue.catalogue.find((entry) => entry.id === id);
  const others = stored.filter((one) => one.id !== id);
  const asItCame = own ? catalogue.preview(others).entryOf(id) : now;
  if (!own && !now) return null;
  return {
    id,
    now: now ? wireFacts(now) : null,
    as_it_came: asItCame ? wireFacts(asItCame) : null,
    change: own ? wireChange(own.change) : null,
    changed_at: own?.changedAt ?? null,
    changed_by: own?.changedBy ?? null,
    problem: catalogue.misfits.find((misfit) => misfit.id === id)?.problem ?? null,
  };
}

function wireFacts(entry: CatalogueEntry): ModelFacts {
  return {
    name: entry.name,
    status: entry.status,
    released_on: entry.releasedOn,
    shut_down_on: entry.shutDownOn,
    successor: entry.successor,
    may_be_default: entry.mayBeDefault,
    calls: "calls" in entry && typeof entry.calls === "string" ? entry.calls : null,
    cost_per_image: Object.fromEntries(
      entry.imageSizes.map((size) => [size, priceOfPicture(entry, size)]),
    ),
    priced_on: entry.pricedOn ?? null,
    price_source: entry.source ?? null,
  };
}
