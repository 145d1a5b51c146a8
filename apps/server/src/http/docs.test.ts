import { gunzipSync } from "node:zlib";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.close());

type Answer = { status?: number; headers: Record<string, unknown>; body: Buffer };

/** Asks without fetch, which unpacks what comes packed. */
const ask = (path: string, headers: Record<string, string> = {}) =>
  new Promise<Answer>((resolve, reject) => {
    request({ host: "127.0.0.1", port: server.port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          ...(response.statusCode ? { status: response.statusCode } : {}),
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    })
      .on("error", reject)
      .end();
  });

async function scriptUrl(): Promise<string> {
  const { body } = await ask("/api/docs");
  return /<script src="([^"]+)">/.exec(body.toString())?.[1] ?? "";
}

test("the page runs under a policy that lets nothing of it speak to anybody else", async () => {
  const { headers, body } = await ask("/api/docs");
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(policy).not.toMatch(/https?:|\*/);
  expect(body.toString()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(headers["cache-control"]).toBe("no-cache");
});

test("other pages keep the site's own policy", async () => {
  const { headers } = await ask("/health");
  expect(headers["content-security-policy"]).toContain("default-src 'self'");
});

test("the script is sent packed, once a version, and whole to whoever cannot unpack", async () => {
  const url = await scriptUrl();
  const packed = await ask(url, { "accept-encoding": "gzip, br" });
  expect(packed.headers).toMatchObject({
    "content-encoding": "gzip",
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
  });
  const whole = await ask(url);
  expect(whole.headers["content-encoding"]).toBeUndefined();
  expect(gunzipSync(packed.body).equals(whole.body)).toBe(true);
  expect(packed.body.length).toBeLessThan(1_600_000);
  const etag = String(packed.headers["etag"]);
  expect((await ask(url, { "if-none-match": etag })).status).toBe(304);
  const unversioned = await ask(url.replace(/\?.*/, "?v=older"));
  expect(unversioned.headers["cache-control"]).toBe("no-cache");
});
