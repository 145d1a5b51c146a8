import type { ProviderKey } from "@bunch/contracts/provider-key";
import type { ProviderKey as Key } from "@bunch/core/ports/provider-keys";

/** A remembered key in the contract's words. */
export function wireKey(key: Key): ProviderKey {
  return {
    id: key.id,
    vendor: key.vendor,
    name: key.name,
    last_four: key.lastFour,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
    tested_at: key.testedAt,
    test_outcome: key.testOutcome,
    models: key.models,
    missing_models: key.missingModels,
  };
}
