import type { CommandContext } from "../command-context.ts";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Server } from "../server/open-server.ts";
import { vendorOf } from "../server/vendor-of.ts";
import type { VendorKeys } from "./batch-request.ts";
import { chooseKey } from "./choose-key.ts";
import type { GivenKey } from "./read-key.ts";

/** The key to send for each vendor of these models, as chooseKey; one that does not say whose it is goes to one vendor alone. */
export async function chooseKeys(
  context: CommandContext,
  { server, modelIds, given }: { server: Server; modelIds: readonly string[]; given: GivenKey },
): Promise<VendorKeys> {
  const { data } = server.models;
  const firstOf = new Map<string, string>();
  for (const id of modelIds) {
    const model = data.find((one) => one.id === id);
    const vendor = model?.vendor ?? "";
    if (model?.needs_key !== false && !firstOf.has(vendor)) firstOf.set(vendor, id);
  }
  const isForAny = given(undefined) !== undefined;
  if (firstOf.size > 1 && isForAny) {
    const vendors = [...firstOf.values()].map((id) => vendorOf(server, id));
    throw new CannotGoOn(
      exitStatus.refused,
      "bad_key_source",
      context.speech.words.set.oneKeyForSeveral(
        vendors.map((vendor) => vendor?.name ?? "?").join(", "),
        vendors.flatMap((vendor) => vendor?.key_variable ?? []).join(", "),
      ),
    );
  }
  const keys: Record<string, string> = {};
  for (const [vendor, modelId] of firstOf) {
    const key = await chooseKey(context, { server, modelId, given });
    if (key !== undefined) keys[vendor] = key;
  }
  return keys;
}
