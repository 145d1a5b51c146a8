import { createClient } from "@bunch/contracts/client";
import type { Session } from "../features/sign-in/session.ts";

const deadlineMs = 8000;

/** Asks the server where people sign in, and takes up this browser's sign-in; null where nobody has to, or nobody answers. */
export async function openSessionOf(baseUrl: string): Promise<Session | null> {
  const settings = await createClient({ baseUrl })
    .settings(AbortSignal.timeout(deadlineMs))
    .catch(() => null);
  if (!settings?.sign_in) return null;
  const { openSession } = await import("../features/sign-in/session.ts");
  return openSession(settings.sign_in);
}
