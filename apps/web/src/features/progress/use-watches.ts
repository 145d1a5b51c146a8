import { useEffect, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { type Watch, watchBatch } from "./watch-batch.ts";

const nothingYet: Watch = { line: "opening", batch: null, problem: null, finishedAt: [] };

/** Watches several executions for as long as the screen stands, in their order; all of them on the one line. */
export function useWatches(ids: readonly string[]): Watch[] {
  const client = useClient();
  const [watches, setWatches] = useState<ReadonlyMap<string, Watch>>(new Map());
  const wanted = ids.join(" ");
  useEffect(() => {
    const leaving = new AbortController();
    for (const id of wanted.split(" ").filter((one) => one !== "")) {
      const store = watchBatch(client, id, leaving.signal);
      const tell = () => setWatches((all) => new Map(all).set(id, store.get()));
      leaving.signal.addEventListener("abort", store.subscribe(tell));
    }
    return () => leaving.abort();
  }, [client, wanted]);
  return ids.map((id) => watches.get(id) ?? nothingYet);
}
