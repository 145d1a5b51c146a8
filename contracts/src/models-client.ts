import type { Client } from "./client.ts";
import { successOf } from "./envelope.ts";
import { ChangedModel, type ModelChange } from "./model-change.ts";

/** What admins change of the catalogue; apart, so that only the page that shows it fetches its schemas. */
export function createModelsClient({ send }: Pick<Client, "send">) {
  const answer = successOf(ChangedModel);
  return {
    find: async (id: string) => (await send("getModelChange", answer, { id })).data,
    /** What it leaves out is as it came, whatever was changed before. */
    change: async (id: string, change: ModelChange) =>
      (await send("changeModel", answer, { id, body: change })).data,
    undo: async (id: string) => (await send("undoModelChange", answer, { id })).data,
  };
}
