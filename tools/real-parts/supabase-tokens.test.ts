import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSupabaseSignIn } from "@bunch/adapters/sign-in/supabase-tokens";
import { exportSPKI, importJWK, type CryptoKey, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { howToGetParts } from "../testing/real-parts.ts";
import { hasSupabase } from "./run-supabase.ts";
import { type MadeKey, openSupabaseSigner, publicHalf } from "./supabase-signer.ts";

const sub = "0b9f5f0e-5f0c-4a43-9d5a-6a4b7a1f0c11";
const isNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
if (!hasSupabase && !isNeeded)
  console.warn(`Tokens made by Supabase's own command line were not tried: ${howToGetParts}.`);

describe.skipIf(!hasSupabase && !isNeeded)("tokens that Supabase's own command line made", () => {
  let signer: Awaited<ReturnType<typeof openSupabaseSigner>>;
  let server: Server;
  let url: string;
  let published: MadeKey[];
  let unpublished: MadeKey;

  beforeAll(async () => {
    signer = await openSupabaseSigner();
    published = [await signer.makeKey("ES256"), await signer.makeKey("RS256")];
    unpublished = await signer.makeKey("ES256");
    server = createServer((request, response) => {
      const isKnown = request.url === "/auth/v1/.well-known/jwks.json";
      response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" });
      response.end(isKnown ? JSON.stringify({ keys: published.map(publicHalf) }) : "{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await signer?.close();
  });

  const usual = () => ({ aud: "authenticated", iss: `${url}/auth/v1`, email: "ana@example.com" });
  const personOf = (accessToken: string, jwtSecret?: string) =>
    createSupabaseSignIn({ url, jwtSecret }).personOf({ accessToken });

  test("U11: one signed with any of the project's keys, ES256 or RS256, tells who it is", async () => {
    expect(published.map(({ alg }) => alg)).toEqual(["ES256", "RS256"]);
    for (const { kid } of published) {
      const accessToken = await signer.token({ sub, kid, claims: usual() });
      expect(await personOf(accessToken)).toEqual({
        userId: sub,
        email: "ana@example.com",
        sessionId: null,
      });
    }
  });

  test.each<[string, () => { claims?: object; exp?: string; role?: string; kid?: string }]>([
    ["for another audience", () => ({ claims: { ...usual(), aud: "anon" } })],
    ["for no audience", () => ({ claims: { iss: usual().iss } })],
    [
      "of another project",
      () => ({ claims: { ...usual(), iss: "https://x.supabase.co/auth/v1" } }),
    ],
    ["of no project", () => ({ claims: { aud: "authenticated" } })],
    ["that is over", () => ({ exp: "2020-01-01T00:00:00Z" })],
    ["of the key for browsers", () => ({ role: "anon" })],
    ["of the secret key", () => ({ role: "service_role" })],
    ["signed with a key that the project does not show", () => ({ kid: unpublished.kid })],
  ])("U11: one %s is refused", async (_what, over) => {
    const { claims = usual(), kid = published[0]?.kid ?? "", ...rest } = over();
    const accessToken = await signer.token({ sub, kid, claims, ...rest });
    expect(await personOf(accessToken)).toBeNull();
  });

  test("U11: one whose signature was taken off, or whose algorithm was changed to none, is refused", async () => {
    const kid = published[0]?.kid ?? "";
    const token = await signer.token({ sub, kid, claims: usual() });
    const [header = "", payload = "", signature = ""] = token.split(".");
    const unsigned = ["none", "None", "NONE"].map((alg) =>
      Buffer.from(JSON.stringify({ alg, kid, typ: "JWT" })).toString("base64url"),
    );
    const heads = [header, ...unsigned];
    const spoiled = [
      ...heads.map((head) => `${head}.${payload}.`),
      ...unsigned.map((head) => `${head}.${payload}.${signature}`),
      ...heads.map((head) => `${head}.${payload}`),
    ];
    for (const accessToken of spoiled) expect(await personOf(accessToken)).toBeNull();
    expect(await personOf(token)).not.toBeNull();
  });

  test("U12: a key that everybody may see is no secret: HS256 with it is refused, with a shared secret and without", async () => {
    const key = published[1];
    if (!key) throw new Error("There is no RS256 key.");
    const shown = publicHalf(key);
    const pem = await exportSPKI((await importJWK(shown, "RS256")) as CryptoKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(shown)])
      for (const jwtSecret of [undefined, "a shared secret of 40 characters, as it was."]) {
        const confused = await new SignJWT({ ...usual(), role: "authenticated" })
          .setProtectedHeader({ alg: "HS256", kid: key.kid, typ: "JWT" })
          .setSubject(sub)
          .setExpirationTime("1h")
          .sign(new TextEncoder().encode(secret));
        expect(await personOf(confused, jwtSecret)).toBeNull();
      }
  });
});
