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
const askAgainMs = 10_000;
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
}): SignIn {
  const issuer = `${input.url}/auth/v1`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    timeoutDuration: keysDeadlineMs,
    cooldownDuration: askAgainMs,
    cacheMaxAge: keysKeptMs,
  });
  const secret = input.jwtSecret === undefined ? null : new TextEncoder().encode(input.jwtSecret);
  const wanted: JWTVerifyOptions = {
    issuer,
    audience: "authenticated",
    requiredClaims: ["sub", "exp", "role"],
    clockTolerance: leewaySeconds,
  };

  /** Keys that were good before an outage are as good during it. */
  const keyFor: JWTVerifyGetKey = async (header, jws) => {
    try {
      return await keys(header, jws);
    } catch (error) {
      const known = keys.jwks();
      if (known === undefined || !isOutage(error)) throw error;
      return createLocalJWKSet(known)(header, jws);
    }
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
      const { email } = payload;
      return {
        userId: payload.sub ?? "",
        email: typeof email === "string" && email !== "" ? email : null,
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
