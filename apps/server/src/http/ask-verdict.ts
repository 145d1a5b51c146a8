import type { ImageModels, KeyVerdict } from "@bunch/core/ports/image-model";
import type { KeyTest } from "@bunch/core/ports/provider-keys";

const deadlineMs = 10_000;

/** What a vendor said of a key, with those of its models that the key may not call. */
export type Verdict = KeyVerdict & { missing: string[] };

/** The same as it is noted with a remembered key; a key that was refused, or not asked about, says nothing of models. */
export function testOf({ verdict, models, missing }: Verdict): KeyTest {
  return verdict === "works"
    ? { outcome: verdict, models, missingModels: missing }
    : { outcome: verdict, models: null, missingModels: null };
}

/** Asks a vendor, for free, what a key is worth; told is neither the key nor a model that our catalogue lacks. */
export async function askVerdict(
  models: ImageModels,
  input: { vendor: string; apiKey: string },
): Promise<Verdict> {
  const { apiKey } = input;
  const vendor = models.modelOf(input.vendor);
  if (!vendor) throw new Error(`The catalogue names ${input.vendor}, which nobody serves.`);
  const told = await inTime((signal) => vendor.checkKey({ apiKey, signal }));
  const own = models.catalogue.filter((entry) => entry.vendor === input.vendor).map(({ id }) => id);
  return {
    verdict: told.verdict,
    // The provider's own words may repeat the key.
    message: told.message.replaceAll(apiKey, "[key]"),
    models: own.filter((id) => told.models.includes(id)),
    missing: told.verdict === "works" ? own.filter((id) => !told.models.includes(id)) : [],
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
