const askWithinMs = 5000;

/**
 * What keeps everybody from signing in, with its mend: a project without keys of its own signs with its shared secret,
 * which was not given. Null where nothing does, and where the project does not answer.
 */
export async function signInTrouble(input: {
  /** Address of the project, without a path. */
  url: string;
  jwtSecret?: string | undefined;
}): Promise<string | null> {
  if (input.jwtSecret !== undefined) return null;
  const address = `${input.url}/auth/v1/.well-known/jwks.json`;
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(askWithinMs) });
    if (!answer.ok) return null;
    const body: unknown = await answer.json();
    const keys = typeof body === "object" && body !== null && "keys" in body ? body.keys : null;
    if (!Array.isArray(keys) || keys.length > 0) return null;
  } catch {
    // An outage is told by whoever signs in meanwhile.
    return null;
  }
  return "Nobody can sign in: this Supabase project publishes no signing keys, so it signs with its shared secret (HS256), which is not set here. Make signing keys in its dashboard under Project Settings, JWT Keys, or set SUPABASE_JWT_SECRET to the secret that stands there.";
}
