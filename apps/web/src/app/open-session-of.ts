import { createClient, RequestRefused } from "@bunch/contracts/client";
import type { Settings } from "@bunch/contracts/settings";
import type { Session } from "../features/sign-in/session.ts";

const deadlineMs = 8000;
const againMs = 1000;
const mostTries = 3;

/**
 * Asks the server where people sign in, and takes up this browser's sign-in; null where nobody has to. A server that does
 * not answer is asked again before the page says so.
 */
export async function openSessionOf(baseUrl: string): Promise<Session | null> {
  const settings = await settingsOf(baseUrl);
  if (!settings?.sign_in) return null;
  const { openSession } = await import("../features/sign-in/session.ts");
  return openSession(settings.sign_in);
}

async function settingsOf(baseUrl: string): Promise<Settings | null> {
  const client = createClient({ baseUrl });
  for (let tries = 1; tries <= mostTries; tries += 1)
    try {
      return await client.settings(AbortSignal.timeout(deadlineMs));
    } catch (error) {
      // An older server has no such address, nor any sign-in.
      if (error instanceof RequestRefused && error.status === 404) return null;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  return null;
}
