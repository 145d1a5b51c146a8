import type { ProviderKey } from "@bunch/contracts/provider-key";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "./client-context.ts";
import { rememberChecked } from "./remember-checked.ts";
import { keysKey, useKeys } from "./use-keys.ts";
import { useModels } from "./use-models.ts";

/** Choices beside the id of a remembered key. */
export const sameKey = "same";
export const otherKey = "other";

export type KeyWish = {
  /** Those that this model may be called with. */
  keys: ProviderKey[];
  /** Whose they have to be; empty while that is not known. */
  vendor: string;
  /** An id, `sameKey` or `otherKey`. */
  choice: string;
  typed: string;
  isToKeep: boolean;
  change: (change: Partial<Pick<KeyWish, "choice" | "typed" | "isToKeep">>) => void;
  /** What a request says of it; remembers a typed key first where that is wished. Nothing for the batch's own. */
  settle: () => Promise<{ api_key?: string; key_id?: string }>;
};

/** With which key a batch that exists goes on, or is run again: its own unless somebody says otherwise. */
export function useKeyWish(modelId: string, isWanted: boolean): KeyWish {
  const client = useClient();
  const queries = useQueryClient();
  const models = useModels();
  const keys = useKeys(isWanted);
  const [wish, setWish] = useState({ choice: sameKey, typed: "", isToKeep: false });
  const vendor = models.data?.data.find(({ id }) => id === modelId)?.vendor;
  const change: KeyWish["change"] = (some) => setWish((before) => ({ ...before, ...some }));
  const ofVendor = (keys.data ?? []).filter((key) => key.vendor === vendor);
  return {
    ...wish,
    keys: ofVendor,
    vendor: vendor ?? "",
    change,
    settle: async () => {
      if (wish.choice !== sameKey && wish.choice !== otherKey) return { key_id: wish.choice };
      const apiKey = wish.typed.trim();
      // Where none is remembered the field alone stands there, and empty means the batch's own.
      const isTyped = apiKey !== "" && (wish.choice === otherKey || ofVendor.length === 0);
      if (!isTyped) return {};
      if (!wish.isToKeep || vendor === undefined) return { api_key: apiKey };
      const kept = await rememberChecked(client, { apiKey, vendor, modelId });
      change({ choice: kept.id, typed: "", isToKeep: false });
      queries.setQueryData<ProviderKey[]>(keysKey, (before) => [kept, ...(before ?? [])]);
      return { key_id: kept.id };
    },
  };
}
