import { useCompose } from "../features/compose/compose-context.tsx";
import { useSession } from "./session-context.tsx";

/** Signs out and leaves nothing of the person in the browser; null where nobody signs in. */
export function useSignOut(): (() => void) | null {
  const session = useSession();
  const { forget } = useCompose();
  if (session === null) return null;
  return () => {
    forget();
    void session.signOut();
  };
}
