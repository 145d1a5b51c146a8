import type { Settings } from "@bunch/contracts/settings";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { addresses } from "../../addresses.ts";
import { createStore, type Store } from "../../store.ts";

type Project = NonNullable<Settings["sign_in"]>;

/** Who is at this browser. */
type SessionState = { is: "opening" } | { is: "out" } | { is: "in"; email: string | null };

/** A person's sign-in: kept over reloads, refreshed before it ends, shared by all tabs. */
export type Session = {
  store: Store<SessionState>;
  supabase: SupabaseClient;
  project: Project;
  accessToken: () => Promise<string | null>;
  signOut: () => Promise<void>;
  /** The server refused the token: nothing of that person stays on the screen. */
  refused: () => void;
};

const storageKey = "bunch-session";

/** Takes up the sign-in that this browser has, or that the address brings back from an e-mail or a provider. */
export function openSession(project: Project): Session {
  const supabase = createClient(project.supabase_url, project.publishable_key, {
    auth: { flowType: "pkce", storageKey },
  });
  const store = createStore<SessionState>({ is: "opening" });
  supabase.auth.onAuthStateChange((event, session) => {
    const before = store.get();
    if (session) store.set(() => ({ is: "in", email: session.user.email ?? null }));
    else if (before.is === "in") leave();
    else if (event === "INITIAL_SESSION" || event === "SIGNED_OUT")
      store.set(() => ({ is: "out" }));
  });
  return {
    store,
    supabase,
    project,
    accessToken: async () => (await supabase.auth.getSession()).data.session?.access_token ?? null,
    signOut: async () => {
      // Without a line it is at least forgotten here.
      const { error } = await supabase.auth.signOut();
      if (error) await supabase.auth.signOut({ scope: "local" });
      leave();
    },
    refused: () => {
      if (store.get().is === "in") void supabase.auth.signOut({ scope: "local" });
    },
  };
}

/** A new page: no picture, prompt or key of whoever left stays in memory. */
function leave(): void {
  window.location.assign(addresses.configure);
}
