import { SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type AuthStub,
  type Claims,
  startAuthStub,
  usualClaims,
} from "../../tools/testing/start-auth-stub.ts";
import { createSupabaseSignIn } from "./supabase-tokens.ts";

const sub = "0b9f5f0e-5f0c-4a43-9d5a-6a4b7a1f0c11";
const session = "5d1f0c3a-92b7-4e68-a0d4-7c8b1e6f2a35";
const jwtSecret = "a shared secret of a project that still has one, 40 characters";
let auth: AuthStub;

beforeAll(async () => {
  auth = await startAuthStub();
});
afterAll(() => auth?.stop());

const signIn = (over: { jwtSecret?: string; askAgainMs?: number } = {}) =>
  createSupabaseSignIn({ url: auth.url, ...over });
const hs256 = (secret: string | Uint8Array, claims: Claims = {}) =>
  new SignJWT({ ...usualClaims(auth.url), sub, ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", kid: auth.first.kid })
    .sign(typeof secret === "string" ? new TextEncoder().encode(secret) : secret);
/** A token put together by hand, as no library makes it. */
const forged = (header: object, claims: object, signature = "") =>
  [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .concat(signature)
    .join(".");

test.each(["ES256", "RS256"] as const)(
  "U11: a token of the project, signed with %s, tells who it is",
  async (alg) => {
    const key = await auth.publish(alg);
    const accessToken = await auth.token(
      { sub, email: "ana@example.com", session_id: session },
      key,
    );
    expect(await signIn().personOf({ accessToken })).toEqual({
      userId: sub,
      email: "ana@example.com",
      sessionId: session,
    });
  },
);

test("U11: who signed in without an address of theirs is somebody all the same", async () => {
  const accessToken = await auth.token({ sub, email: "", session_id: "" });
  expect(await signIn().personOf({ accessToken })).toEqual({
    userId: sub,
    email: null,
    sessionId: null,
  });
});

const now = () => Math.floor(Date.now() / 1000);
test.each<[string, () => Claims]>([
  ["for another audience", () => ({ aud: "anon" })],
  ["for nobody in particular", () => ({ aud: undefined })],
  ["of another project", () => ({ iss: "https://other.supabase.co/auth/v1" })],
  ["of nobody", () => ({ iss: undefined })],
  ["that is over", () => ({ exp: now() - 60 })],
  ["that is never over", () => ({ exp: undefined })],
  ["that is not yet good", () => ({ nbf: now() + 600 })],
  ["without a person", () => ({ sub: undefined })],
  ["for what is no person's id", () => ({ sub: "' or true --" })],
  ["without a role", () => ({ role: undefined })],
  ["of somebody who did not say who they are", () => ({ is_anonymous: true })],
  ["of the key for browsers", () => ({ role: "anon" })],
  ["of the secret key", () => ({ role: "service_role" })],
])("U11: a token %s is refused", async (_what, claims) => {
  const accessToken = await auth.token({ sub, ...claims() });
  expect(await signIn({ jwtSecret }).personOf({ accessToken })).toBeNull();
});

test("U11: a token is refused that a key of somebody else has signed, under a foreign or a known name", async () => {
  const own = await auth.newKey();
  for (const kid of [own.kid, auth.first.kid]) {
    const accessToken = await auth.token({ sub }, { ...own, kid });
    expect(await signIn().personOf({ accessToken })).toBeNull();
  }
});

test("U11: a token that brings its own key, or none, is refused", async () => {
  const own = await auth.newKey();
  const claims = { ...usualClaims(auth.url), sub };
  const brought = await new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", jwk: own.jwk, jku: "http://127.0.0.1:9/keys" })
    .sign(own.privateKey);
  const unsigned = ["none", "None", "NONE", ""].map((alg) => forged({ alg, typ: "JWT" }, claims));
  const [header = "", payload = "", signature = ""] = (await auth.token({ sub })).split(".");
  const tampered = [
    `${header}.${Buffer.from(JSON.stringify({ ...claims, sub: crypto.randomUUID() })).toString("base64url")}.${signature}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    "",
    "x",
    "…",
  ];
  for (const accessToken of [brought, ...unsigned, ...tampered])
    expect(await signIn({ jwtSecret }).personOf({ accessToken }), accessToken).toBeNull();
});

test("U12: a token signed with the shared secret counts only where that secret is given, and never with a public key for a secret", async () => {
  const accessToken = await hs256(jwtSecret);
  expect(await signIn().personOf({ accessToken })).toBeNull();
  expect(await signIn({ jwtSecret }).personOf({ accessToken })).toMatchObject({ userId: sub });
  expect(
    await signIn({ jwtSecret }).personOf({ accessToken: await hs256("another secret") }),
  ).toBeNull();
  // The keys are public: whoever signs with one of them as if it were the secret has known nothing.
  for (const key of auth.keys()) {
    const confused = await hs256(new TextEncoder().encode(JSON.stringify(key)));
    for (const how of [signIn(), signIn({ jwtSecret })])
      expect(await how.personOf({ accessToken: confused })).toBeNull();
  }
  // Nor does the secret open what the keys are for: another claim, the same rules.
  expect(
    await signIn({ jwtSecret }).personOf({
      accessToken: await hs256(jwtSecret, { role: "service_role" }),
    }),
  ).toBeNull();
});

test("U13: a key that the project has only just made is asked for, and made-up names of keys are no way to make this server ask", async () => {
  const mine = signIn();
  expect(await mine.personOf({ accessToken: await auth.token({ sub }) })).not.toBeNull();
  const before = auth.asked();
  const own = await auth.newKey();
  for (let turn = 0; turn < 20; turn += 1) {
    const kid = crypto.randomUUID();
    expect(
      await mine.personOf({ accessToken: await auth.token({ sub }, { ...own, kid }) }),
    ).toBeNull();
  }
  expect(auth.asked() - before).toBeLessThanOrEqual(1);
});

test("U13: while Supabase Auth does not answer, keys that are known go on, and where none is known nobody is told to sign in again", async () => {
  const known = signIn({ askAgainMs: 0 });
  const accessToken = await auth.token({ sub });
  expect(await known.personOf({ accessToken })).not.toBeNull();
  auth.goAway();
  try {
    expect(await known.personOf({ accessToken })).not.toBeNull();
    // A key that is not known may have been made meanwhile.
    const made = { accessToken: await auth.token({ sub }, await auth.newKey()) };
    await expect(known.personOf(made)).rejects.toMatchObject({ code: "not_ready" });
    await expect(signIn().personOf({ accessToken })).rejects.toMatchObject({ code: "not_ready" });
  } finally {
    auth.goAway(false);
  }
});
