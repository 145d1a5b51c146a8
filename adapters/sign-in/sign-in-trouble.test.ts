import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAuthStub } from "../../tools/testing/start-auth-stub.ts";
import { signInTrouble } from "./sign-in-trouble.ts";

let server: Server;
let url: string;
let answer: { status: number; body: string };
beforeEach(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("S7: a project that publishes no keys, without its secret, is told with what to do; with it all is well", async () => {
  answer = { status: 200, body: JSON.stringify({ keys: [] }) };
  expect(await signInTrouble({ url })).toMatch(/Nobody can sign in.*SUPABASE_JWT_SECRET/);
  expect(await signInTrouble({ url, jwtSecret: "shared" })).toBeNull();
});

test.each([
  { status: 500, body: "" },
  { status: 200, body: "<html>" },
  { status: 200, body: "{}" },
])("S7: an answer that says nothing of keys is no news ($status $body)", async (given) => {
  answer = given;
  expect(await signInTrouble({ url })).toBeNull();
});

test("S7: a project with keys, and one that is away, say nothing", async () => {
  const auth = await startAuthStub();
  expect(await signInTrouble({ url: auth.url })).toBeNull();
  await auth.stop();
  expect(await signInTrouble({ url: auth.url })).toBeNull();
});
