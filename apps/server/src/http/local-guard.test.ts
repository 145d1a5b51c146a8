import { request } from "node:http";
import express from "express";
import { afterEach, expect, test } from "vitest";
import { type Listening, listen } from "./listen.ts";
import { localGuard } from "./local-guard.ts";
import { problemResponse } from "./problem-response.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const local = {
  host: "127.0.0.1",
  isRemote: false,
  hasSignIn: false,
  publicUrl: undefined,
  corsOrigins: ["http://localhost:5173"],
};
let listening: Listening | null = null;
afterEach(async () => {
  await listening?.close(0);
});

async function serve(settings: Parameters<typeof localGuard>[0] = local) {
  const app = express()
    .use(localGuard(settings))
    .use((_request, response) => void response.send("in"))
    .use(problemResponse(log));
  listening = await listen({ app, host: "127.0.0.1", port: 0 });
  const { port } = listening;
  return (method: string, headers: Record<string, string>) =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
      request({ host: "127.0.0.1", port, method, headers }, (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      })
        .on("error", reject)
        .end();
    });
}

test.each<[string, number]>([
  ["localhost", 200],
  ["localhost:3000", 200],
  ["LOCALHOST.:3000", 200],
  ["127.0.0.1:8080", 200],
  ["[::1]:3000", 200],
  ["evil.example.com", 403],
  ["evil.example.com:3000", 403],
  ["localhost.evil.example.com", 403],
  ["127.0.0.1.evil.example.com", 403],
  ["192.168.1.5:3000", 403],
  ["localhost@evil.example.com", 403],
  ["0.0.0.0:3000", 403],
])("the Host %s gets %i", async (host, status) => {
  const call = await serve();
  expect((await call("GET", { host })).status).toBe(status);
});

test.each<[string, string, Record<string, string>, number]>([
  ["a program", "POST", {}, 200],
  [
    "its own page",
    "POST",
    { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" },
    200,
  ],
  ["its page on another name of this machine", "POST", { origin: "http://127.0.0.1:3000" }, 403],
  [
    "the page of CORS_ORIGIN",
    "POST",
    { origin: "http://localhost:5173", "sec-fetch-site": "same-site" },
    200,
  ],
  [
    "another program's page on this machine",
    "POST",
    { origin: "http://localhost:8080", "sec-fetch-site": "same-site" },
    403,
  ],
  [
    "a page elsewhere",
    "POST",
    { origin: "https://evil.example.com", "sec-fetch-site": "cross-site" },
    403,
  ],
  ["a page elsewhere that reads", "GET", { origin: "https://evil.example.com" }, 403],
  ["a hidden origin", "POST", { origin: "null" }, 403],
  ["a page elsewhere without an Origin", "POST", { "sec-fetch-site": "cross-site" }, 403],
  ["a link on a page elsewhere", "GET", { "sec-fetch-site": "cross-site" }, 200],
])("%s: %s gets its due", async (_who, method, headers, status) => {
  const call = await serve();
  expect((await call(method, { host: "localhost:3000", ...headers })).status).toBe(status);
});

test("CORS is answered for the origins that may call, and for no other", async () => {
  const call = await serve();
  const asked = await call("OPTIONS", {
    host: "localhost:3000",
    origin: "http://localhost:5173",
    "access-control-request-method": "POST",
  });
  expect(asked.status).toBe(204);
  expect(asked.headers).toMatchObject({
    "access-control-allow-origin": "http://localhost:5173",
    vary: "Origin",
  });
  expect(asked.headers["access-control-allow-headers"]).toContain("Idempotency-Key");
  const refused = await call("OPTIONS", { host: "localhost:3000", origin: "http://localhost:1" });
  expect(refused.status).toBe(403);
  expect(refused.headers["access-control-allow-origin"]).toBeUndefined();
});

test("behind PUBLIC_URL that name and origin are taken too", async () => {
  const call = await serve({ ...local, publicUrl: "https://bunch.example.com" });
  const origin = "https://bunch.example.com";
  expect((await call("POST", { host: "bunch.example.com", origin })).status).toBe(200);
  expect((await call("POST", { host: "127.0.0.1:3000", origin })).status).toBe(200);
  expect((await call("POST", { host: "other.example.com", origin })).status).toBe(403);
});

test("beyond loopback an address in figures is taken, a foreign name is not", async () => {
  const call = await serve({ ...local, host: "0.0.0.0", isRemote: true });
  expect((await call("POST", { host: "192.168.1.5:3000" })).status).toBe(200);
  expect((await call("POST", { host: "[fe80::1]:3000" })).status).toBe(200);
  expect((await call("POST", { host: "rebound.example.com:3000" })).status).toBe(403);
});

test("where people sign in any name is taken, as a page elsewhere has no token to bring; its origin is refused all the same", async () => {
  const call = await serve({ ...local, host: "0.0.0.0", isRemote: true, hasSignIn: true });
  expect((await call("POST", { host: "bunch.example.com" })).status).toBe(200);
  const origin = "https://elsewhere.example.com";
  expect((await call("POST", { host: "bunch.example.com", origin })).status).toBe(403);
});
