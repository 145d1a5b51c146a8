import { useEffect, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { createStore, type Store, useStore } from "../../store.ts";
import { type Watch, watchBatch } from "./watch-batch.ts";

const nothingYet = createStore<Watch>({
  line: "opening",
  batch: null,
  problem: null,
  finishedAt: [],
});

/** Watches an execution for as long as the screen stands. */
export function useWatch(id: string): Watch {
  const client = useClient();
  const [store, setStore] = useState<Store<Watch>>(nothingYet);
  useEffect(() => {
    const leaving = new AbortController();
    setStore(watchBatch(client, id, leaving.signal));
    return () => leaving.abort();
  }, [client, id]);
  return useStore(store);
}
