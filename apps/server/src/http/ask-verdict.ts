import type { ImageModels, KeyVerdict } from "@bunch/core/ports/image-model";

const deadlineMs = 10_000;

/** Asks a vendor, for free, what a key is worth; told is neither the key nor a model that our catalogue lacks. */
export async function askVerdict(
  models: ImageModels,
  input: { vendor: string; apiKey: string },
): Promise<KeyVerdict> {
  const { apiKey } = input;
  const vendor = models.modelOf(input.vendor);
  if (!vendor) throw new Error(`The catalogue names ${input.vendor}, which nobody serves.`);
  const told = await inTime((signal) => vendor.checkKey({ apiKey, signal }));
  return {
    verdict: told.verdict,
    // The provider's own words may repeat the key.
    message: told.message.replaceAll(apiKey, "[key]"),
    models: models.catalogue.map(({ id }) => id).filter((id) => told.models.includes(id)),
  };
}

async function inTime(check: (signal: AbortSignal) => Promise<KeyVerdict>): Promise<KeyVerdict> {
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    return await check(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const message = "The provider did not answer in time. The key may well be good: try again.";
    return { verdict: "unreachable", message, models: [] };
  }
}
