import type { ImageModels } from "../ports/image-model.ts";
import { Problem } from "../problem.ts";

/** Refuses a key that by its look is another vendor's, before it is stored or sent: no vendor must see the key of another. */
export function refuseForeignKey(
  models: ImageModels,
  { apiKey, vendor, field = "api_key" }: { apiKey: string; vendor: string; field?: string },
): void {
  const owner = models.vendorOfKey(apiKey, vendor);
  if (owner === undefined || owner === vendor) return;
  throw new Problem(
    "bad_request",
    `This looks like a key for ${owner}, and this one would go to ${vendor}, who must not see it. Give a key for ${vendor}, or choose a model of ${owner}.`,
    { field },
  );
}
