import type { Settings } from "@bunch/contracts/settings";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { addresses } from "../../addresses.ts";
import { createStore, type Store } from "../../store.ts";

type Project = NonNullable<Settings["sign_in"]>;

/** Who is at this browser. */
type SessionState =
  | { is: "opening" }
  | { is: "out" }
  | { is: "in"; userId: string; email: string | null };

/** A person's sign-in: kept over reloads, refreshed before it ends, shared by all tabs. */
export type Session = {
  store: Store<SessionState>;
  supabase: SupabaseClient;
  project: Project;
  accessToken: () => Promise<string | null>;
  signOut: () => Promise<void>;
  /** The server refused the token: nothing of that person stays on the screen. */
  refused: (told: { isSignedIn: boolean }) => void;
};

const storageKey = "bunch-session";

/** Takes up the sign-in that this browser has, or that the address brings back from an e-mail or a provider. */
export function openSession(project: Project): Session {
  const supabase = createClient(project.supabase_url, project.publishable_key, {
    auth: { flowType: "pkce", storageKey },
  });
  const store = createStore<SessionState>({ is: "opening" });
  const who = () => {
    const state = store.get();
    return state.is === "in" ? state.userId : null;
  };
  supabase.auth.onAuthStateChange((event, session) => {
    const before = who();
    // Somebody else signed in, in another tab: what is on this page is not theirs.
    if (before !== null && session?.user.id !== before) leave();
    else if (session)
      store.set(() => ({ is: "in", userId: session.user.id, email: session.user.email ?? null }));
    else if (event === "INITIAL_SESSION" || event === "SIGNED_OUT")
      store.set(() => ({ is: "out" }));
  });
  // Shown again from memory, a page is looked at anew.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) window.location.reload();
  });
  return {
    store,
    supabase,
    project,
    accessToken: async () => {
      const { data, error } = await supabase.auth.getSession();
      // It could not be refreshed just now: nobody is sent away for that.
      if (error) throw new TypeError("The sign-in could not be refreshed.", { cause: error });
      if (data.session && who() !== null && data.session.user.id !== who()) {
        leave();
        return null;
      }
      // Signed out a moment ago: what the page still asks for on its way out would only be refused.
      if (data.session === null) throw new TypeError("Nobody is signed in.");
      return data.session.access_token;
    },
    signOut: async () => {
      // Without a line it is at least forgotten here.
      const { error } = await supabase.auth.signOut();
      if (error) await supabase.auth.signOut({ scope: "local" });
      leave();
    },
    refused: ({ isSignedIn }) => {
      if (isSignedIn && who() !== null) void supabase.auth.signOut({ scope: "local" });
    },
  };
}

/** A new page: no picture, prompt or key of whoever left stays in memory. */
function leave(): void {
  window.location.replace(addresses.configure);
}
