import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const html = { headers: { accept: "text/html,application/xhtml+xml" } };
let webFolder: string;
let server: TestServer;
beforeAll(async () => {
  webFolder = await mkdtemp(join(tmpdir(), "bunch-web-"));
  server = await startTestServer({
    webFolder,
    env: { PUBLIC_URL: "https://bunch.example.com" },
  });
});
afterAll(async () => {
  await server?.close();
  await rm(webFolder, { recursive: true, force: true });
});

/** Asks without fetch, which adds `no-cache` to conditional requests. */
const statusOf = (path: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request({ host: "127.0.0.1", port: server.port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });

test("without a built web app, the page says how to build it", async () => {
  const response = await server.call("/nano-banana", html);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("npm run build:web");
});

test("any address of the app opens directly; hashed files stay for ever, the page is always fresh", async () => {
  await mkdir(join(webFolder, "assets"), { recursive: true });
  await writeFile(join(webFolder, "index.html"), "<!doctype html><title>app</title>");
  await writeFile(join(webFolder, "assets/main-AbC123.js"), "export {};");
  await writeFile(join(webFolder, "favicon.svg"), "<svg/>");
  for (const path of [
    "/",
    "/nano-banana",
    "/nano-banana/executions/abc?x=1",
    "/nano-banana/review",
    "/account",
    "/admin",
    "/admin/users/abc",
  ]) {
    const page = await server.call(path, html);
    expect([path, page.status, page.headers.get("cache-control")]).toEqual([path, 200, "no-cache"]);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await page.text()).toContain("<title>app</title>");
  }
  const unknown = await server.call("/elsewhere", html);
  expect(unknown.status).toBe(404);
  expect(await unknown.text()).toContain("<title>app</title>");
  const script = await server.call("/assets/main-AbC123.js");
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(script.headers.get("content-type")).toContain("javascript");
  expect((await server.call("/favicon.svg")).headers.get("cache-control")).toBe("no-cache");
  const missing = await server.call("/assets/main-Old.js", { headers: { accept: "*/*" } });
  expect([missing.status, missing.headers.get("content-type")]).toEqual([
    404,
    "application/json; charset=utf-8",
  ]);
  expect((await server.call("/nano-banana")).status).toBe(200);
});

test("the headers keep a page to its own code", async () => {
  const { headers } = await server.call("/nano-banana", html);
  const policy = headers.get("content-security-policy")?.split(";") ?? [];
  expect(policy).toEqual(
    expect.arrayContaining([
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' https://bunch.example.com blob: data:",
      "connect-src 'self' https://bunch.example.com",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ]),
  );
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(headers.get("x-powered-by")).toBeNull();
  expect((await server.call("/api/models")).headers.get("cache-control")).toBe("no-store");
});

test("a stored picture is served as its very bytes, for ever, and can run nothing", async () => {
  const form = new FormData();
  form.append("api_key", "test-key-1");
  form.append("prompts_text", "a fox");
  form.append("reference_images", new Blob([pictures.webp]), "Füchse.webp");
  const response = await server.call("/api/nano-banana/execute", { method: "POST", body: form });
  const { data } = successOf(ExecuteAnswer).parse(await response.json());
  const { reference_images: references } = await server.executionOf(data.execution_id);
  const url = references[0]?.url ?? "";
  expect(url).toMatch(/^https:\/\/bunch\.example\.com\/files\//);
  const { pathname } = new URL(url);
  expect(pathname).toContain(createHash("sha256").update(pictures.webp).digest("hex").slice(0, 32));

  const file = await server.call(pathname);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(pictures.webp);
  expect(Object.fromEntries(file.headers)).toMatchObject({
    "content-type": "image/webp",
    "content-length": String(pictures.webp.length),
    "cache-control": "public, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
  });
  const etag = file.headers.get("etag") ?? "";
  expect(await statusOf(pathname, { "if-none-match": etag })).toBe(304);
  expect(await statusOf(pathname, { "if-none-match": '"other"' })).toBe(200);
  const head = await server.call(pathname, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect(head.headers.get("content-length")).toBe(String(pictures.webp.length));
  expect((await server.call(pathname.replace(".webp", ".png"))).status).toBe(404);
});
