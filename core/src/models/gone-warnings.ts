import type { Warning } from "@bunch/contracts/envelope";
import { endsSoonDays } from "@bunch/contracts/ends-soon";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import { priceOfPicture } from "./price-of-picture.ts";
import { insteadOf } from "./instead-of.ts";

/** What is to be known of a model before it is paid for: that it is gone, soon will be, or is not for this key; and what to take instead. */
export function goneWarnings(input: {
  catalogue: readonly CatalogueEntry[];
  entry: CatalogueEntry;
  imageSize: string | undefined;
  today: string;
  missing?: readonly string[];
}): Warning[] {
  const { entry, today, missing = [] } = input;
  const { name, shutDownOn } = entry;
  const next = insteadOf({ ...input, missing });
  const mend = next
    ? ` Use ${next.name} (${next.id}) instead: ${priceWords(next, input.imageSize)}.`
    : "";
  if (entry.status === "shut_down")
    return [
      {
        code: "model_shut_down",
        message: `${name} was shut down by its provider on ${shutDownOn}; only some proxies still serve it.${mend}`,
      },
    ];
  if (missing.includes(entry.id))
    return [
      {
        code: "model_not_for_key",
        message: `The provider said of this key that it may not call ${name}: the batch would pause at its first picture.${mend}`,
      },
    ];
  if (shutDownOn !== null && endsSoonDays(shutDownOn, today) !== null)
    return [
      {
        code: "model_ends_soon",
        message: `${name} will be shut down by its provider on ${shutDownOn}.${mend}`,
      },
    ];
  return [];
}

function priceWords(entry: CatalogueEntry, wanted: string | undefined): string {
  const size =
    entry.imageSizes.find((one) => one === wanted?.toUpperCase()) ?? entry.imageSizes[0] ?? "1K";
  const price = priceOfPicture(entry, size);
  return price === 0 ? "it is free" : `a picture in ${size} costs about $${price.toFixed(3)}`;
}
