import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { apiKey, call, served, setting, whole } from "./one-call.fixture.ts";
import { createLine } from "./line.ts";
import { startRawServer } from "./raw-server.fixture.ts";

describe("a call of which nothing left", () => {
  test("is unreachable: connection refused", async () => {
    const server = await startRawServer(() => {});
    await server.stop();
    const { end, seen } = await call(server.url);
    expect(end).toMatchObject({
      ended: "unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(seen.state).toBe("abandoned");
  });

  test("is unreachable: no such host", async () => {
    const { end } = await call("http://nowhere.invalid");
    expect(end).toMatchObject({ ended: "unreachable" });
  });

  test.each(["hangs up", "says something else"])(
    "is unreachable: the other side %s instead of TLS",
    async (what) => {
      const seen: Buffer[] = [];
      const server = createServer((socket) => {
        socket.on("error", () => {});
        socket.on("data", (chunk) => {
          seen.push(chunk);
          if (what === "hangs up") socket.destroy();
          else socket.end(whole);
        });
      }).listen(0, "127.0.0.1");
      onTestFinished(() => void server.close());
      await once(server, "listening");
      const { end } = await call(secure(server));
      expect(end).toMatchObject({ ended: "unreachable" });
      expect(Buffer.concat(seen).toString("latin1")).not.toContain("a red fox");
    },
  );

  test("is unreachable: no connection within its time", async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.resume())).listen(
      0,
      "127.0.0.1",
    );
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    await once(server, "listening");
    const { end } = await call(secure(server), { limits: { connectTimeoutMs: 150 } });
    expect(end).toEqual({
      ended: "unreachable",
      message: expect.stringContaining("no connection within 0.15 s"),
    });
    const giveUp = new AbortController();
    const calling = call(secure(server), { signal: giveUp.signal });
    await expect.poll(() => sockets.length).toBe(2);
    giveUp.abort();
    expect((await calling).end).toMatchObject({ ended: "unreachable" });
  });

  test("is unreachable: given up before", async () => {
    const server = await served(() => {});
    const { end } = await call(server.url, { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ ended: "unreachable" });
    expect(server.connections()).toBe(0);
  });

  test("is unreachable: a key that no header can hold, which is not shown", async () => {
    const server = await served(() => {});
    const { end } = await call(server.url, { apiKey: "AIzaCanary\n-0123" });
    expect(end).toMatchObject({
      ended: "unreachable",
      message: expect.stringContaining("API key"),
    });
    expect(JSON.stringify(end)).not.toContain("AIza");
  });

  test("is unreachable: a proxy that opens no tunnel", async () => {
    const proxy = await served((socket) =>
      socket.end("HTTP/1.1 502 No\r\ncontent-length: 0\r\n\r\n"),
    );
    const { end } = await call("https://gemini.invalid", { proxyEnv: { HTTPS_PROXY: proxy.url } });
    expect(end).toMatchObject({ ended: "unreachable" });
    expect(proxy.requests[0]).toMatch(/^CONNECT gemini\.invalid:443 /u);
    expect(proxy.requests[0]).not.toContain(apiKey);
  });
});

describe("the request", () => {
  test("carries the key in its header alone, once, on a connection of its own", async () => {
    const server = await served((socket) => socket.write(whole));
    for (let n = 0; n < 3; n += 1) await call(`${server.url}/proxy/`);
    expect(server.connections()).toBe(3);
    const [head = "", body = ""] = server.requests[0]?.split("\r\n\r\n") ?? [];
    expect(head).toMatch(/^POST \/proxy\/v1\/draw HTTP\/1\.1\r\n/u);
    expect(head).toContain(`x-key: ${apiKey}`);
    expect(head.split(apiKey)).toHaveLength(2);
    expect(head).toMatch(/accept-encoding: identity/iu);
    expect(head).toMatch(/connection: close/iu);
    expect(body).toBe("a red fox");
  });

  test("goes through a proxy, unless the address is excepted", async () => {
    const proxy = await served((socket) => socket.end(whole));
    const proxyEnv = { HTTP_PROXY: proxy.url };
    await call("http://gemini.invalid/base", { proxyEnv });
    expect(proxy.requests[0]).toMatch(/^POST http:\/\/gemini\.invalid\/base\/v1\//u);
    const server = await served((socket) => socket.end(whole));
    await call(server.url, { proxyEnv: { ...proxyEnv, NO_PROXY: "127.0.0.1" } });
    expect(proxy.requests).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test.each(["", "gemini", "ftp://x", "generativelanguage.googleapis.com"])(
    "needs an address; %j is none",
    (baseUrl) => {
      expect(() => createLine({ baseUrl, setting })).toThrow(/VENDOR_BASE_URL must be an address/u);
    },
  );

  test.each(["http://a/v1", "http://a/v1/", "http://a/?key=x", "http://a//"])(
    "has one version, and no query, after the address %s",
    (baseUrl) => {
      expect(createLine({ baseUrl, setting }).baseUrl.href).toBe("http://a/");
    },
  );
});

function secure(server: ReturnType<typeof createServer>): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `https://127.0.0.1:${address.port}`;
}
