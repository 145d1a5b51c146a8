import type { LimitsUse } from "@bunch/contracts/limit";
import type { AppInput } from "./app-input.ts";
import { wireLimitsUse } from "./wire/limits.ts";

/** A person's limits with what is used of each, as far as the one who asks may see it. */
export async function readUse(
  { limits, requests }: Pick<AppInput, "limits" | "requests">,
  who: { askerId: string; userId: string },
): Promise<LimitsUse> {
  const [holding, use, minute] = await Promise.all([
    limits.of(who),
    limits.use(who),
    requests.look(who),
  ]);
  return wireLimitsUse(holding, use, minute);
}
