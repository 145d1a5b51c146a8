import { createContext, use } from "react";
import type { Session } from "../features/sign-in/session.ts";

const SessionContext = createContext<Session | null>(null);

/** Hands the sign-in to the bar; null where nobody signs in. */
export const SessionProvider = SessionContext.Provider;

/** The sign-in, or null where this server has one local user. */
export function useSession(): Session | null {
  return use(SessionContext);
}
