import type { ProviderKey } from "@bunch/contracts/provider-key";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { keysKey } from "../../api/use-keys.ts";
import { createDraftStore, type DraftStore } from "./draft-store.ts";
import { createKeyStore, type KeyStore } from "./key-store.ts";
import { createReferenceStore, type ReferenceStore } from "./reference-store.ts";

type Compose = {
  draft: DraftStore;
  references: ReferenceStore;
  key: KeyStore;
  /** Notes which key pays a vendor; that alone makes no other batch of it. */
  chooseKey: (vendor: string, choice: string) => void;
  /** Clears the form for another batch, if the one in it has been started. */
  beginAnew: () => void;
  /** Takes it all out of the browser, for whoever signs out. */
  forget: () => void;
};

const ComposeContext = createContext<Compose | null>(null);

/** Holds what is being prepared above the steps, so that going back and forth loses nothing. */
export function ComposeProvider(props: {
  /** Whose it is; null where nobody signs in. */
  person: string | null;
  children: ReactNode;
}) {
  const client = useClient();
  const queries = useQueryClient();
  const [compose] = useState<Compose>(() => {
    const draft = createDraftStore(props.person);
    const references = createReferenceStore(props.person);
    const chooseKey = (vendor: string, choice: string) =>
      draft.note({ keyChoices: { ...draft.store.get().keyChoices, [vendor]: choice } });
    return {
      draft,
      references,
      key: createKeyStore(client, (kept, isStillWanted) => {
        queries.setQueryData<ProviderKey[]>(keysKey, (keys) => keys && [kept, ...keys]);
        void queries.invalidateQueries({ queryKey: keysKey });
        if (isStillWanted) chooseKey(kept.vendor, kept.id);
      }),
      chooseKey,
      beginAnew: () => {
        if (draft.store.get().startedAs === null) return;
        draft.clear();
        references.clear();
      },
      forget: () => {
        references.clear();
        draft.forget();
      },
    };
  });
  return <ComposeContext value={compose}>{props.children}</ComposeContext>;
}

/** The draft, its references and the key, and how to change them. */
export function useCompose(): Compose {
  const compose = use(ComposeContext);
  if (compose === null) throw new Error("useCompose stands outside of its ComposeProvider");
  return compose;
}
