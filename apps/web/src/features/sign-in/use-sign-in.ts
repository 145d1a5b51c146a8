import type { AuthError, Provider } from "@supabase/supabase-js";
import { useState } from "react";
import type { Session } from "./session.ts";

export type Trouble = { code: string | undefined } | null;

/** The ways to sign in, one at a time, and what went wrong with the last. */
export function useSignIn({ supabase }: Session) {
  const [isBusy, setIsBusy] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Trouble>(troubleInAddress);
  const here = `${window.location.origin}${window.location.pathname}`;

  async function attempt(work: () => Promise<{ error: AuthError | null }>): Promise<boolean> {
    setIsBusy(true);
    setTrouble(null);
    try {
      const { error } = await work();
      if (error) setTrouble({ code: isOutOfReach(error) ? undefined : (error.code ?? "unknown") });
      return error === null;
    } catch {
      setTrouble({ code: undefined });
      return false;
    } finally {
      setIsBusy(false);
    }
  }

  return {
    isBusy,
    sentTo,
    trouble,
    again: () => setSentTo(null),
    sendLink: async (email: string) => {
      const options = { emailRedirectTo: here };
      if (await attempt(() => supabase.auth.signInWithOtp({ email, options }))) setSentTo(email);
    },
    withPassword: (email: string, password: string) =>
      attempt(() => supabase.auth.signInWithPassword({ email, password })),
    withProvider: (provider: Provider) =>
      attempt(() => supabase.auth.signInWithOAuth({ provider, options: { redirectTo: here } })),
  };
}

function isOutOfReach(error: AuthError): boolean {
  return error.name === "AuthRetryableFetchError" || error.status === 0;
}

/** A link that was not good comes back with its reason in the address. */
function troubleInAddress(): Trouble {
  const { search, hash } = window.location;
  for (const text of [search, hash.replace(/^#/, "?")]) {
    const given = new URLSearchParams(text);
    const code = given.get("error_code") ?? given.get("error");
    if (code !== null) return { code };
  }
  return null;
}
