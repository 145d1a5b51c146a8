import type { Server } from "./open-server.ts";

/** Who draws by a model; empty where this server does not know it. */
export function vendorOf({ models }: Server, modelId: string): string {
  return models.data.find(({ id }) => id === modelId)?.vendor ?? "";
}
