import { type Client, RequestRefused } from "@bunch/contracts/client";
import type { Execution } from "@bunch/contracts/execution";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { asRefused } from "../api/as-refused.ts";
import { useClient } from "../api/client-context.ts";
import { modelsQuery } from "../api/use-models.ts";
import { useCompose } from "../features/compose/compose-context.tsx";
import { withPromptsAgain } from "../features/compose/prompts-again.ts";
import type { OnPrompts } from "../results/prompts-again.tsx";

/**
 * Puts prompts of a batch into the one that is being prepared, with its settings and references where there are none yet, and
 * leads there.
 */
export function usePromptsAgain(): OnPrompts {
  const client = useClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { draft, references, beginAnew } = useCompose();
  return async (execution, load, signal) => {
    try {
      const results = await load(signal);
      const catalogue = await queries.ensureQueryData(modelsQuery(client));
      const isStarted = draft.store.get().startedAs !== null;
      const hasOwn = !isStarted && references.store.get().list.length > 0;
      const files = hasOwn ? [] : await referencesOf(client, execution, signal);
      signal.throwIfAborted();
      beginAnew();
      draft.change(withPromptsAgain(draft.store.get(), { execution, results, catalogue }));
      if (files.length > 0) references.add(files);
      await navigate(addresses.configure);
      return null;
    } catch (cause) {
      return signal.aborted ? null : asRefused(cause);
    }
  };
}

/** One that is gone is left out: it could not guide anything any more. */
async function referencesOf(
  client: Client,
  { reference_images: references }: Execution,
  signal: AbortSignal,
): Promise<File[]> {
  const files = await Promise.all(
    references.map(async ({ url, mime_type: type }, index) => {
      const answer = await client.picture(url, signal).catch((cause: unknown) => {
        if (cause instanceof RequestRefused && cause.status === 404) return null;
        throw cause;
      });
      const name = `${index + 1}.${type.replace(/^image\//, "")}`;
      return answer && new File([await answer.blob()], name, { type });
    }),
  );
  return files.filter((file) => file !== null);
}
