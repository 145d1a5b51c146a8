import type { Client } from "@bunch/contracts/client";
import type { RememberedKey } from "@bunch/contracts/provider-key";
import { KeyRefused } from "../key-refused.ts";

/** Has a key tested, for free, and remembered; one that the provider refuses is not kept, but thrown as KeyRefused. */
export async function rememberChecked(
  client: Client,
  input: { apiKey: string; vendor: string; modelId: string },
): Promise<RememberedKey> {
  const { apiKey, vendor, modelId } = input;
  const check = await client.checkKey({ api_key: apiKey, model: modelId });
  if (check.verdict === "refused") throw new KeyRefused(check.message);
  return rememberGood(client, { apiKey, vendor });
}

/** The same for a key of which the provider has said nothing bad just now. */
export async function rememberGood(
  client: Client,
  input: { apiKey: string; vendor: string },
): Promise<RememberedKey> {
  const kept = await client.rememberKey({ api_key: input.apiKey, vendor: input.vendor });
  if (kept.test_outcome !== "refused") return kept;
  await client.forgetKey(kept.id);
  throw new KeyRefused(kept.test_message ?? "");
}
