import type { ArchiveChoice } from "@bunch/contracts/archive";
import { RequestRefused } from "@bunch/contracts/client";
import { openArchive } from "@bunch/contracts/open-archive";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useClient } from "./client-context.ts";

/** What it holds and how large it is may have changed by then. */
const staleMs = 60_000;
/** The first archive of pictures of long ago is counted for minutes: each answer says that it goes on. */
const mostTries = 300;
const againMs = 2000;
const restMs = 600;

/**
 * The ZIP of a batch, or of some of its pictures: how large it is, asked for as soon as the choice rests where that is
 * `eager`, and its download, which the browser does by itself.
 */
export function useArchive(executionId: string, choice: ArchiveChoice, isEager: boolean) {
  const client = useClient();
  const queries = useQueryClient();
  const asked = {
    queryKey: ["archive", executionId, choice],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      openArchive(client, executionId, choice, signal),
    staleTime: staleMs,
    retry: (count: number, error: Error) => count < mostTries && isBeingPrepared(error),
    retryDelay: againMs,
  };
  const rests = useRest(JSON.stringify(choice));
  const { data } = useQuery({ ...asked, enabled: isEager && rests });
  const download = useMutation({
    mutationFn: async () => {
      const { url } = await queries.fetchQuery(asked);
      const link = document.createElement("a");
      link.href = url;
      // It stays this page even where the server refuses in the last moment.
      link.download = "";
      link.click();
    },
  });
  return { archive: data ?? null, download };
}

function isBeingPrepared(error: Error): boolean {
  return error instanceof RequestRefused && error.status === 503;
}

/** Whether a value has not changed for a moment. */
function useRest(value: string): boolean {
  const [rested, setRested] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return rested === value;
}
