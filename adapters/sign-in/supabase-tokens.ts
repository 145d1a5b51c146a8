import { Problem } from "@bunch/core/problem";
import type { SignIn } from "@bunch/core/ports/sign-in";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from "jose";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Clocks of two machines may differ by so much. */
const leewaySeconds = 5;
const keysDeadlineMs = 5000;
/** Between two questions for keys when a token names one that is not known: made-up names must not become requests. */
const usualAskAgainMs = 10_000;
const keysKeptMs = 600_000;

/**
 * Verifies access tokens of Supabase Auth: signed by one of the project's keys (ES256, RS256), for this project, in time,
 * for a person. Tokens of projects that still sign with a shared secret (HS256) only where that secret is given, and on a
 * path of their own, so that no public key can ever pass for a secret.
 */
export function createSupabaseSignIn(input: {
  /** Address of the project, without a path. */
  url: string;
  jwtSecret?: string | undefined;
  /** Only tests give another time. */
  askAgainMs?: number;
}): SignIn {
  const { askAgainMs = usualAskAgainMs } = input;
  const issuer = `${input.url}/auth/v1`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    timeoutDuration: keysDeadlineMs,
    cooldownDuration: askAgainMs,
    cacheMaxAge: keysKeptMs,
  });
  let askAgainAtMs = -Infinity;
  let lastTrouble: unknown;
  const secret = input.jwtSecret === undefined ? null : new TextEncoder().encode(input.jwtSecret);
  const wanted: JWTVerifyOptions = {
    issuer,
    audience: "authenticated",
    requiredClaims: ["sub", "exp", "role"],
    clockTolerance: leewaySeconds,
  };

  /** Keys that were good before an outage are as good during it. */
  const keyFor: JWTVerifyGetKey = async (header, jws) => {
    // While it does not answer it is not asked for each request: that would make everybody wait for its deadline.
    if (performance.now() < askAgainAtMs) return knownKeyFor(header, jws, lastTrouble);
    try {
      return await keys(header, jws);
    } catch (error) {
      if (!isOutage(error)) throw error;
      lastTrouble = error;
      askAgainAtMs = performance.now() + askAgainMs;
      return knownKeyFor(header, jws, error);
    }
  };

  /** One that is not known may have been made during the outage: that is no reason to send anybody away. */
  const knownKeyFor = async (
    header: Parameters<JWTVerifyGetKey>[0],
    jws: Parameters<JWTVerifyGetKey>[1],
    trouble: unknown,
  ) => {
    const known = keys.jwks();
    if (known === undefined) throw trouble;
    return createLocalJWKSet(known)(header, jws).catch((error: unknown) => {
      throw error instanceof errors.JWKSNoMatchingKey ? trouble : error;
    });
  };

  async function payloadOf(token: string): Promise<JWTPayload | null> {
    if (algorithmOf(token) === "HS256")
      return secret === null
        ? null
        : (await jwtVerify(token, secret, { ...wanted, algorithms: ["HS256"] })).payload;
    return (await jwtVerify(token, keyFor, { ...wanted, algorithms: ["ES256", "RS256"] })).payload;
  }

  return {
    async personOf({ accessToken }) {
      const payload = await payloadOf(accessToken).catch((error: unknown) => {
        if (!isOutage(error)) return null;
        const problem = new Problem(
          "not_ready",
          "Sign-in cannot be checked just now: Supabase Auth does not answer. Try again in a moment.",
        );
        problem.cause = error;
        throw problem;
      });
      if (payload?.["role"] !== "authenticated" || !uuid.test(payload.sub ?? "")) return null;
      // Whoever asks for one without saying who they are would draw on this server's keys.
      if (payload["is_anonymous"] === true) return null;
      const { email, session_id: sessionId } = payload;
      return {
        userId: payload.sub ?? "",
        email: typeof email === "string" && email !== "" ? email : null,
        sessionId: typeof sessionId === "string" && uuid.test(sessionId) ? sessionId : null,
      };
    },
  };
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}

/** What says nothing of the token: the way to the keys, or what came along it. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code
  );
}
