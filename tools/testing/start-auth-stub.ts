import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";

type SigningKey = { kid: string; alg: "ES256" | "RS256"; privateKey: CryptoKey };
export type Claims = Record<string, unknown>;
type Account = { id: string; email: string; password: string };

/** What stands for Supabase Auth, which cannot be had here: its keys, tokens as it would give them, and sign-in by password. */
export type AuthStub = Awaited<ReturnType<typeof startAuthStub>>;

/**
 * Serves keys over real HTTP; what is signed with them passes where a real project's tokens would. What is asked of Storage
 * goes on to `storageUrl`, as both have one address.
 */
export async function startAuthStub({ storageUrl }: { storageUrl?: string } = {}) {
  const published: { key: SigningKey; jwk: object }[] = [];
  const accounts: Account[] = [];
  const refreshTokens = new Map<string, Account>();
  const linksSentTo: string[] = [];
  let asked = 0;
  let isAway = false;

  const server = createServer((request, response) => {
    asked += 1;
    if (isAway) {
      request.socket.destroy();
      return;
    }
    if (storageUrl !== undefined && request.url?.startsWith("/storage/v1/"))
      passOn(request, response, storageUrl);
    else answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, body: object) => {
      response.writeHead(status, {
        "content-type": "application/json",
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "*",
        "access-control-allow-methods": "*",
      });
      response.end(JSON.stringify(body));
    };
    if (request.method === "OPTIONS") return say(200, {});
    const { pathname, searchParams } = new URL(request.url ?? "", url);
    switch (pathname.replace("/auth/v1", "")) {
      case "/.well-known/jwks.json":
        return say(200, { keys: published.map(({ jwk }) => jwk) });
      case "/settings":
        return say(200, { external: { email: true, google: true, github: false } });
      case "/logout":
        return say(204, {});
      case "/otp":
        linksSentTo.push(((await json(request)) as { email: string }).email);
        return say(200, {});
      case "/token": {
        const body = (await json(request)) as Record<string, string>;
        const account =
          searchParams.get("grant_type") === "refresh_token"
            ? refreshTokens.get(body["refresh_token"] ?? "")
            : accounts.find(
                ({ email, password }) => email === body["email"] && password === body["password"],
              );
        if (!account)
          return say(400, {
            code: 400,
            error_code: "invalid_credentials",
            msg: "Invalid login credentials",
          });
        return say(200, await sessionOf(account));
      }
      default:
        return say(404, { code: 404, error_code: "not_found", msg: pathname });
    }
  }

  async function sessionOf(account: Account) {
    const refresh_token = crypto.randomUUID();
    refreshTokens.set(refresh_token, account);
    const { id, email } = account;
    return {
      access_token: await token({ sub: id, email }),
      token_type: "bearer",
      expires_in: 3600,
      expires_at: Math.floor(Date.now() / 1000) + 3600,
      refresh_token,
      user: {
        id,
        email,
        aud: "authenticated",
        role: "authenticated",
        app_metadata: {},
        user_metadata: {},
      },
    };
  }

  async function newKey(alg: SigningKey["alg"] = "ES256"): Promise<SigningKey & { jwk: object }> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const kid = crypto.randomUUID();
    const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
    return { kid, alg, privateKey, jwk };
  }
  async function publish(alg?: SigningKey["alg"]): Promise<SigningKey> {
    const key = await newKey(alg);
    published.push({ key, jwk: key.jwk });
    return key;
  }
  const first = await publish();

  /** A token as Supabase Auth gives it to who signed in; what a claim is given as undefined is left out. */
  function token(claims: Claims = {}, key: SigningKey = first): Promise<string> {
    return new SignJWT(withoutUndefined({ ...usualClaims(url), ...claims }))
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: "JWT" })
      .sign(key.privateKey);
  }

  return {
    url,
    first,
    newKey,
    publish,
    token,
    /** Somebody who may sign in by password. */
    addAccount: (account: Account) => accounts.push(account),
    linksSentTo,
    /** How often anything was asked of it. */
    asked: () => asked,
    /** From now on connections break. */
    goAway: (away = true) => {
      isAway = away;
    },
    keys: () => published.map(({ jwk }) => jwk),
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function passOn(request: IncomingMessage, response: ServerResponse, storageUrl: string): void {
  const { method, headers } = request;
  const onward = httpRequest(
    new URL(request.url ?? "", storageUrl),
    { method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

/** What every token of a project says. */
export function usualClaims(url: string): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: `${url}/auth/v1`,
    aud: "authenticated",
    role: "authenticated",
    sub: crypto.randomUUID(),
    email: "somebody@example.com",
    session_id: crypto.randomUUID(),
    iat: now,
    exp: now + 3600,
  };
}

function withoutUndefined(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
