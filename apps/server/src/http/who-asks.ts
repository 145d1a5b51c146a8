import type { Person } from "@bunch/core/ports/person";
import type { SignIn } from "@bunch/core/ports/sign-in";
import { Problem } from "@bunch/core/problem";
import type { Request } from "express";
import type { Config } from "../config.ts";

const bearer = /^Bearer +([\w.~+/-]+=*) *$/i;

/** Tells who asks, by the access token of whoever signed in; refuses everybody else with 401. */
export function createWhoAsks(signIn: SignIn): (request: Request) => Promise<Person> {
  return async ({ headers }) => {
    const accessToken = bearer.exec(headers.authorization ?? "")?.[1];
    if (accessToken === undefined)
      throw new Problem(
        "sign_in_needed",
        "Sign in first. Programs send their token in the header Authorization: Bearer …",
      );
    const found = await signIn.personOf({ accessToken });
    if (found === null)
      throw new Problem(
        "sign_in_needed",
        "This sign-in is not good, or no longer. Sign in again, and send the new token.",
      );
    return { ...found, by: "session", scope: "run" };
  };
}

/** Whoever asks where nobody signs in. */
export function localPerson(userId: string): Person {
  return { userId, by: "local", scope: "run", email: null, sessionId: null };
}

/** What people need in order to sign in. */
export function signInOf({ supabase }: Config) {
  if (!supabase) return null;
  return { supabaseUrl: supabase.url, publishableKey: supabase.publishableKey };
}
