import type { Warning } from "@bunch/contracts/envelope";
import { Problem } from "../problem.ts";
import type { CatalogueEntry, DrawSettings } from "./catalogue-entry.ts";
import { goneWarnings } from "./gone-warnings.ts";

/** The newest live model that may be chosen for somebody; of several as new, the first. */
export function defaultModel(catalogue: readonly CatalogueEntry[]): CatalogueEntry {
  const live = catalogue.filter((entry) => entry.mayBeDefault && entry.status === "live");
  const newest = live.toSorted((a, b) => b.releasedOn.localeCompare(a.releasedOn))[0];
  if (!newest) throw new Error("The catalogue has no live model that may be the default.");
  return newest;
}

/** Finds the model and completes the settings; a Problem names what the model takes instead. */
export function chooseModel(input: {
  catalogue: readonly CatalogueEntry[];
  model: string | undefined;
  fallback: string | undefined;
  aspectRatio: string | undefined;
  imageSize: string | undefined;
  variations: number | undefined;
  seed: number | null | undefined;
  references: number;
  /** The day, in ISO 8601: a last day that is near is told. */
  today: string;
  /** Models that the provider has said the key may not call, where it was asked. */
  missing?: readonly string[];
}): { entry: CatalogueEntry; settings: DrawSettings; warnings: Warning[] } {
  const entry = findModel(input.catalogue, input.model ?? input.fallback);
  const seed = input.seed ?? null;
  if (input.references > entry.maxReferenceImages)
    throw new Problem(
      "too_many_references",
      `${entry.name} takes at most ${entry.maxReferenceImages} reference pictures; these are ${input.references}. Remove some.`,
      { field: "reference_images" },
    );
  return {
    entry,
    settings: {
      aspectRatio: takenRatio(entry, input.aspectRatio),
      imageSize: takenSize(entry, input.imageSize),
      variations: input.variations ?? 1,
      seed: entry.takesSeed ? seed : null,
    },
    warnings: [...goneWarnings({ ...input, entry }), ...seedWarnings(entry, seed)],
  };
}

function findModel(catalogue: readonly CatalogueEntry[], id: string | undefined): CatalogueEntry {
  if (id === undefined || id === "") return defaultModel(catalogue);
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (entry) return entry;
  const allowed = catalogue.filter((one) => one.status === "live").map((one) => one.id);
  throw new Problem(
    "unknown_model",
    `There is no model "${id}". Choose one of: ${allowed.join(", ")}.`,
    { field: "model", allowed },
  );
}

/** The ratio to draw in; a Problem names the prompt too, where it is the wish of one. */
export function takenRatio(
  entry: CatalogueEntry,
  ratio: string | undefined,
  prompt?: number,
): string {
  if (ratio === undefined || ratio === "") return entry.aspectRatios[0] ?? "1:1";
  if (entry.aspectRatios.includes(ratio)) return ratio;
  throw new Problem(
    "ratio_not_taken",
    `${of(prompt)}${entry.name} does not draw in ${ratio}. Choose one of: ${entry.aspectRatios.join(", ")}.`,
    { field: "aspect_ratio", ...(prompt && { prompt }), allowed: [...entry.aspectRatios] },
  );
}

/** The size to draw in, as takenRatio. */
export function takenSize(
  entry: CatalogueEntry,
  size: string | undefined,
  prompt?: number,
): string {
  if (size === undefined || size === "") return entry.imageSizes[0] ?? "1K";
  // People write 2k; the models insist on the capital.
  const written = size.toUpperCase();
  if (entry.imageSizes.includes(written)) return written;
  throw new Problem(
    "size_not_taken",
    `${of(prompt)}${entry.name} does not draw in ${size}. Choose one of: ${entry.imageSizes.join(", ")}.`,
    { field: "image_size", ...(prompt && { prompt }), allowed: [...entry.imageSizes] },
  );
}

const of = (prompt: number | undefined) => (prompt === undefined ? "" : `Prompt ${prompt}: `);

function seedWarnings(entry: CatalogueEntry, seed: number | null): Warning[] {
  if (seed === null || entry.takesSeed) return [];
  return [
    {
      code: "seed_not_taken",
      message: `${entry.name} takes no seed: its pictures are left to chance.`,
    },
  ];
}
