import { lazy, type ReactNode, Suspense } from "react";
import { useStore } from "../store.ts";
import type { Session } from "../features/sign-in/session.ts";
import { SignInPage } from "./sign-in-page.tsx";
import { withWords } from "../language/activate-language.ts";

const SignIn = lazy(async () => ({
  default: (await withWords(import("../features/sign-in/sign-in.tsx"))).SignIn,
}));

/** Lets through who has signed in; everybody else is asked who they are. */
export function SignInGate(props: { session: Session; children: (person: string) => ReactNode }) {
  const state = useStore(props.session.store);
  if (state.is === "in") return props.children(state.userId);
  return (
    <SignInPage>
      {state.is === "out" ? (
        <Suspense>
          <SignIn session={props.session} />
        </Suspense>
      ) : null}
    </SignInPage>
  );
}
