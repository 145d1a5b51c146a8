import type { Execution } from "@bunch/contracts/execution";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { useWithMetadata } from "../../results/with-metadata.ts";
import { pictureFile, savePictures } from "./save-pictures.ts";
import { resultsOfSlots } from "./slot-windows.ts";

/** Saving many pictures, and taking some as references of the next batch: both fetch them first, and can be stopped. */
export function usePictures(execution: Execution, onReferences: (files: File[]) => void) {
  const client = useClient();
  const queries = useQueryClient();
  const stop = useRef(new AbortController());
  const [saved, setSaved] = useState(0);
  const [withMetadata] = useWithMetadata();
  const resultsOf = (slots: readonly number[]) =>
    resultsOfSlots({ client, queries }, execution, slots, stop.current.signal);
  const save = useMutation({
    mutationFn: async (slots: readonly number[]) => {
      stop.current = new AbortController();
      setSaved(0);
      await savePictures({
        client,
        execution,
        results: await resultsOf(slots),
        withMetadata,
        saved: setSaved,
        signal: stop.current.signal,
      });
    },
  });
  const take = useMutation({
    mutationFn: async (slots: readonly number[]) => {
      stop.current = new AbortController();
      const files: File[] = [];
      for (const result of await resultsOf(slots)) {
        // References are few, and keep their order.
        const file = await pictureFile(client, execution, result, stop.current);
        if (file) files.push(file);
      }
      onReferences(files);
      return files.length;
    },
  });
  useEffect(() => () => stop.current.abort(), []);
  return { save, saved, take, stop: () => stop.current.abort() };
}
