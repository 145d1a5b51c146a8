import type { ProviderKey } from "@bunch/contracts/provider-key";

/** A remembered key of a story; what is not told is as usual. */
export function keyOf(told: Partial<ProviderKey>): ProviderKey {
  return {
    id: "0",
    vendor: "gemini",
    name: "Atelier",
    last_four: "0f3k",
    created_at: "2026-11-02T09:00:00Z",
    last_used_at: null,
    tested_at: "2026-11-20T09:00:00Z",
    test_outcome: "works",
    models: null,
    missing_models: null,
    ...told,
  };
}
