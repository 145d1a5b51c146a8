import type { ProviderKey } from "@bunch/contracts/provider-key";
import { KeyVerdict } from "../key-verdict.tsx";
import type { Stories, Story } from "../story.tsx";

const of =
  (test_outcome: ProviderKey["test_outcome"]): Story =>
  () => (
    <KeyVerdict
      test_outcome={test_outcome}
      tested_at={test_outcome === null ? null : "2026-11-20T09:00:00Z"}
    />
  );

export const stories: Stories = {
  works: of("works"),
  refused: of("refused"),
  unreachable: of("unreachable"),
  "not checked": of(null),
} satisfies Record<NonNullable<ProviderKey["test_outcome"]> | "not checked", Story>;
