import type { Warning } from "@bunch/contracts/envelope";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

type Pixels = readonly [width: number, height: number];

/** A warning in the reader's language, with the sizes this page knows; null for a code it has no words for. */
export function warningWords(
  code: Warning["code"],
  sizes: { asked: Pixels | null; got: Pixels | null } = { asked: null, got: null },
): MessageDescriptor | null {
  switch (code) {
    case "other_dimensions":
      return otherSize(sizes.asked, sizes.got);
    case "cost_estimated":
      return msg`The model did not say how much it used. The cost is the list price of the picture alone.`;
    case "model_shut_down":
      return msg`Google has shut this model down. Only a proxy may still serve it.`;
    case "seed_not_taken":
      return msg`This model takes no seed: its pictures are left to chance.`;
    case "model_ends_soon":
      return msg`This model will be shut down soon.`;
    case "model_not_for_key":
      return msg`The key may not call this model, by what its provider said.`;
    default:
      return null;
  }
}

function otherSize(asked: Pixels | null, got: Pixels | null): MessageDescriptor {
  if (asked === null || got === null)
    return msg`The model drew another size than asked. The picture is kept as it came.`;
  const wish = asked.join(" × ");
  const size = got.join(" × ");
  return msg`The model drew ${size} pixels instead of ${wish}. The picture is kept as it came.`;
}
