import { pricesFor } from "../models/prices-for.ts";
import type { StoredChange } from "../models/model-change.ts";
import type { CameBy } from "../ports/came-by.ts";
import type { LaidCatalogue } from "../ports/laid-catalogue.ts";
import type { ModelChangeBook } from "../ports/model-changes.ts";
import type { CatalogueKeeper } from "./keep-catalogue.ts";
import { Problem } from "../problem.ts";

export type ChangeDoors = {
  catalogue: LaidCatalogue;
  modelChanges: ModelChangeBook;
  keeper: Pick<CatalogueKeeper, "lay">;
};

type Asked = { askerId: string; cameBy: CameBy; id: string; defaultModel: string | undefined };

/**
 * Changes a model, or adds one, in place of what was changed of it before; `prices` are dollars for a picture by size.
 * Held to be true is what would lie then: a Problem says what does not fit, and nothing is stored.
 */
export async function changeModel(
  doors: ChangeDoors,
  input: Asked & {
    change: StoredChange["change"];
    prices: Readonly<Record<string, number>> | undefined;
    /** The day of UTC on which a price is given, unless the change says another. */
    today: string;
  },
): Promise<readonly StoredChange[]> {
  const { modelChanges } = doors;
  const before = await modelChanges.all();
  refuseMisplaced(doors, before, input);
  const entry = fitting(doors, before, withChange(before, input.id, input.change), input);
  const change =
    input.prices === undefined
      ? input.change
      : { pricedOn: input.today, ...input.change, ...pricesFor(entry, input.prices) };
  if (change !== input.change) fitting(doors, before, withChange(before, input.id, change), input);
  const { askerId, cameBy, id } = input;
  if ((await modelChanges.set({ askerId, cameBy, id, change })) === "not_allowed")
    throw forAdmins();
  return layAll(doors);
}

/** Undoes what was changed of a model; one that was added is gone then. */
export async function undoModelChange(
  doors: ChangeDoors,
  input: Asked,
): Promise<readonly StoredChange[]> {
  const { modelChanges } = doors;
  const before = await modelChanges.all();
  const after = before.filter(({ id }) => id !== input.id);
  if (after.length < before.length) refuseBroken(doors, before, after, input);
  const { askerId, cameBy, id } = input;
  const undone = await modelChanges.undo({ askerId, cameBy, id });
  if (undone === "not_allowed") throw forAdmins();
  if (undone === "no_such_change")
    throw new Problem("not_found", "Nothing of this model was changed on screen.");
  return layAll(doors);
}

/** The answer to who is no admin at this moment. */
export function forAdmins(): Problem {
  return new Problem(
    "not_allowed",
    "Models are changed by admins. Ask whoever runs this server to make you one.",
  );
}

async function layAll({ keeper, modelChanges }: ChangeDoors): Promise<readonly StoredChange[]> {
  await keeper.lay();
  return modelChanges.all();
}

function withChange(
  before: readonly StoredChange[],
  id: string,
  change: StoredChange["change"],
): StoredChange[] {
  const next = { id, change, changedAt: "", changedBy: null };
  return before.some((one) => one.id === id)
    ? before.map((one) => (one.id === id ? next : one))
    : [...before, next];
}

/** Whoever changes a model has to find one, and whoever adds one must not put it in the place of one that batches draw with. */
function refuseMisplaced(
  { catalogue }: ChangeDoors,
  before: readonly StoredChange[],
  { id, change }: { id: string; change: StoredChange["change"] },
): void {
  const others = before.filter((one) => one.id !== id);
  const asItCame = catalogue.preview(others).entryOf(id);
  if (change["like"] === undefined) {
    if (asItCame) return;
    throw new Problem(
      "not_found",
      `There is no model "${id}" to change. Look at the list of models; to add one, give like with the id of the one that it starts from.`,
    );
  }
  if (asItCame)
    throw new Problem(
      "bad_request",
      `There is a model "${id}" already. Give the new one another id, or leave like out to change this one.`,
      { field: "like" },
    );
}

/** The model as it would be; throws the sentence of why it would not. */
function fitting(
  doors: ChangeDoors,
  before: readonly StoredChange[],
  after: readonly StoredChange[],
  asked: Pick<Asked, "id" | "defaultModel">,
) {
  refuseBroken(doors, before, after, asked);
  const next = doors.catalogue.preview(after);
  const entry = next.entryOf(asked.id);
  if (!entry)
    throw new Problem(
      "bad_request",
      `"${asked.id}" would be a model of a vendor that this server does not offer. Set that vendor's key or address first.`,
    );
  const { successor } = entry;
  if (successor !== null && (successor === entry.id || !next.entryOf(successor)))
    throw new Problem(
      "bad_request",
      successor === entry.id
        ? "A model cannot be its own successor. Name another, or none."
        : `There is no model "${successor}" to follow this one. Name one of this server's, or none.`,
      { field: "successor" },
    );
  return entry;
}

function refuseBroken(
  { catalogue }: ChangeDoors,
  before: readonly StoredChange[],
  after: readonly StoredChange[],
  { id, defaultModel }: Pick<Asked, "id" | "defaultModel">,
): void {
  const next = catalogue.preview(after);
  const known = new Set(catalogue.preview(before).misfits.map((misfit) => misfit.id));
  const broken = next.misfits.find((misfit) => misfit.id === id || !known.has(misfit.id));
  if (broken)
    throw new Problem(
      "bad_request",
      broken.id === id
        ? broken.problem
        : `What was changed of "${broken.id}" would not fit any more: ${broken.problem}`,
    );
  if (defaultModel !== undefined && !next.entryOf(defaultModel))
    throw new Problem(
      "bad_request",
      `DEFAULT_MODEL of this server names "${defaultModel}", which would be gone. Set another there first.`,
    );
}
