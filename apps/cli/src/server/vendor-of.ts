import type { ModelList } from "@bunch/contracts/model";
import type { Server } from "./open-server.ts";

/** Whoever draws, as people call them. */
export type VendorOf = ModelList["vendors"][number];

/** Who draws by a model; undefined where this server does not know it. */
export function vendorOf({ models }: Server, modelId: string): VendorOf | undefined {
  const vendor = models.data.find(({ id }) => id === modelId)?.vendor;
  return models.vendors.find(({ id }) => id === vendor);
}

/** The same of a batch; undefined where it cannot be asked for just now. */
export async function vendorOfBatch(
  server: Server,
  id: string,
  signal: AbortSignal,
): Promise<VendorOf | undefined> {
  try {
    return vendorOf(server, (await server.client.getExecution(id, signal)).model);
  } catch {
    // Whoever follows it finds out why, and says so.
    signal.throwIfAborted();
    return undefined;
  }
}
