import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { callGemini, callLimits } from "./call-gemini.ts";
import type { CallLimits } from "./call-gemini.ts";
import { createLine } from "./line.ts";
import { startRawServer } from "./raw-server.fixture.ts";
import { createRecordingSink } from "./recording-sink.fixture.ts";
import { requestBody } from "./request-body.ts";

const apiKey = "AIzaCanary-0123456789";
const limits: CallLimits = { ...callLimits, connectTimeoutMs: 1000, idleTimeoutMs: 400 };

async function call(
  baseUrl: string,
  change: {
    deadlineMs?: number;
    limits?: Partial<CallLimits>;
    signal?: AbortSignal;
    recording?: ReturnType<typeof createRecordingSink>;
    apiKey?: string;
    proxyEnv?: Record<string, string>;
    references?: { bytes: Uint8Array; mimeType: string }[];
  } = {},
) {
  const recording = change.recording ?? createRecordingSink();
  const end = await callGemini({
    line: createLine({ baseUrl, proxyEnv: change.proxyEnv }),
    modelId: "gemini-nano-banana-2.1",
    apiKey: change.apiKey ?? apiKey,
    body: requestBody({
      prompt: "a red fox",
      references: change.references ?? [],
      aspectRatio: "1:1",
      imageSize: "1K",
    }),
    deadlineMs: change.deadlineMs ?? 5000,
    limits: { ...limits, ...change.limits },
    sink: recording.sink,
    signal: change.signal ?? new AbortController().signal,
  });
  // I10: whatever happened, no message shows the key.
  expect(JSON.stringify(end)).not.toContain(change.apiKey ?? apiKey);
  return { end, ...recording };
}

async function served(...given: Parameters<typeof startRawServer>) {
  const server = await startRawServer(...given);
  onTestFinished(() => server.stop());
  return server;
}

const whole = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

describe("an answer that arrives whole", () => {
  test("is spooled byte for byte with its status, and finished", async () => {
    const server = await served((socket) => socket.end(whole));
    const { end, seen, body } = await call(server.url);
    expect(end).toEqual({ ended: "answered" });
    expect(seen).toEqual({ status: 200, bytes: 5, state: "finished" });
    expect(body().toString()).toBe("hello");
  });

  test("in chunks is whole with its last chunk", async () => {
    const server = await served((socket) =>
      socket.end(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
      ),
    );
    const { end, body } = await call(server.url);
    expect(end).toEqual({ ended: "answered" });
    expect(body().toString()).toBe("hello!");
  });

  test("is an answer whatever its status; a redirect is not followed", async () => {
    const server = await served((socket) =>
      socket.end("HTTP/1.1 307 Go\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"),
    );
    const { end, seen } = await call(server.url);
    expect(end).toEqual({ ended: "answered" });
    expect(seen.status).toBe(307);
    expect(server.connections()).toBe(1);
  });

  test("may come before the request is through, with a hang-up after it", async () => {
    const server = await served(
      (socket) => socket.end("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig"),
      { readsBody: false },
    );
    const references = [{ bytes: Buffer.alloc(8_000_000), mimeType: "image/png" }];
    const { end, seen } = await call(server.url, { references });
    expect(end).toEqual({ ended: "answered" });
    expect(seen.status).toBe(413);
  });

  test("may trickle in for longer than the idle limit", async () => {
    const server = await served(async (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n");
      for (let n = 0; n < 8; n += 1) {
        await sleep(100);
        socket.write("x");
      }
    });
    const { end } = await call(server.url);
    expect(end).toEqual({ ended: "answered" });
  });

  test("of 60 MB is never held in memory, and waits for a slow disk", async () => {
    const megabyte = Buffer.alloc(1024 * 1024, "A");
    let sentMegabytes = 0;
    const server = await served(async (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${60 * megabyte.byteLength}\r\n\r\n`);
      for (; sentMegabytes < 60; sentMegabytes += 1)
        if (!socket.write(megabyte)) await once(socket, "drain");
    });
    const disk = Promise.withResolvers<void>();
    const recording = createRecordingSink({ keep: false, beforeWrite: () => disk.promise });
    const calling = call(server.url, { recording, deadlineMs: 20_000 });
    await vi.waitFor(() => expect(sentMegabytes).toBeGreaterThan(0));
    let before = -1;
    await vi.waitFor(
      () => {
        const now = sentMegabytes;
        const stalled = now === before;
        before = now;
        expect(stalled).toBe(true);
      },
      { interval: 300, timeout: 10_000 },
    );
    // What fits into the buffers of two sockets, and no more.
    expect(sentMegabytes).toBeLessThan(20);
    disk.resolve();
    const { end, seen } = await calling;
    expect(end).toEqual({ ended: "answered" });
    expect(seen.bytes).toBe(60 * 1024 * 1024);
  });

  test("is not lost because this process was stopped while it came", async () => {
    const child = spawn(process.execPath, [
      "--eval",
      `require("node:http").createServer((request, response) => {
         request.resume().on("end", () => { console.log("asked"); setTimeout(() => response.end(Buffer.alloc(5e6)), 200); });
       }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`,
    ]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [port] = await once(child.stdout, "data");
    const calling = call(`http://127.0.0.1:${String(port).trim()}`, { deadlineMs: 1000 });
    await once(child.stdout, "data");
    const until = performance.now() + 2500;
    while (performance.now() < until);
    expect((await calling).end).toEqual({ ended: "answered" });
  });
});

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
    await vi.waitFor(() => expect(sockets).toHaveLength(2));
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

describe("a call without a whole answer", () => {
  test.each<[string, (socket: Socket) => void]>([
    ["a reset after the request", (socket) => socket.resetAndDestroy()],
    ["a hang-up after the request", (socket) => socket.end()],
    ["half a head", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le")],
    ["no HTTP", (socket) => socket.end("hello")],
    ["silence", () => {}],
  ])("is unanswered: %s", async (_, answer) => {
    const server = await served(answer);
    const { end, seen } = await call(server.url, { deadlineMs: 500 });
    expect(end).toMatchObject({ ended: "unanswered" });
    expect(seen).toMatchObject({ status: 0, state: "abandoned" });
    expect(server.connections()).toBe(1);
  });

  test.each<[string, (socket: Socket) => void]>([
    [
      "a reset in mid-body",
      (socket) => {
        socket.write(whole.slice(0, -2));
        setTimeout(() => socket.resetAndDestroy(), 100);
      },
    ],
    ["a length that is not reached", (socket) => socket.end(whole.slice(0, -2))],
    [
      "chunks without an end",
      (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n"),
    ],
    ["silence in mid-body", (socket) => socket.write(whole.slice(0, -2))],
  ])("is unanswered and leaves what came: %s", async (_, answer) => {
    const server = await served(answer);
    const { end, seen, body } = await call(server.url);
    expect(end).toMatchObject({ ended: "unanswered" });
    expect(seen).toMatchObject({ status: 200, state: "abandoned" });
    expect(body().toString()).toBe("hel");
  });

  test("is unanswered: it is given up while the model draws", async () => {
    const server = await served(() => {});
    const giveUp = new AbortController();
    const calling = call(server.url, { signal: giveUp.signal });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    giveUp.abort();
    expect((await calling).end).toMatchObject({ ended: "unanswered" });
    await vi.waitFor(() => expect(server.open()).toBe(0));
  });

  test("is unanswered: it trickles in beyond its deadline", async () => {
    const server = await served(async (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n");
      for (let n = 0; n < 100 && !socket.destroyed; n += 1) {
        socket.write("x");
        await sleep(50);
      }
    });
    const { end } = await call(server.url, { deadlineMs: 600 });
    expect(end).toEqual({
      ended: "unanswered",
      message: expect.stringContaining("it took more than 0.6 s"),
    });
  });

  test("is unanswered: it has no end", async () => {
    const server = await served(async (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n");
      socket.write(Buffer.alloc(3_000_000));
    });
    const recording = createRecordingSink({ keep: false });
    const { end, seen } = await call(server.url, {
      recording,
      limits: { largestAnswerBytes: 1_000_000 },
    });
    expect(end).toMatchObject({
      ended: "unanswered",
      message: expect.stringContaining("larger than"),
    });
    expect(seen.bytes).toBeLessThanOrEqual(1_000_000);
  });

  test("throws when it is the disk that fails, and hangs up", async () => {
    const server = await served((socket) => socket.write(whole));
    const recording = createRecordingSink({
      beforeWrite: () => Promise.reject(new Error("ENOSPC")),
    });
    await expect(call(server.url, { recording })).rejects.toThrow("ENOSPC");
    await vi.waitFor(() => expect(server.open()).toBe(0));
  });
});

describe("the request", () => {
  test("carries the key in its header alone, once, on a connection of its own", async () => {
    const server = await served((socket) => socket.write(whole));
    for (let n = 0; n < 3; n += 1) await call(`${server.url}/proxy/`);
    expect(server.connections()).toBe(3);
    const [head = "", body = ""] = server.requests[0]?.split("\r\n\r\n") ?? [];
    expect(head).toMatch(
      /^POST \/proxy\/v1beta\/models\/gemini-nano-banana-2\.1:generateContent HTTP\/1\.1\r\n/u,
    );
    expect(head).toContain(`x-goog-api-key: ${apiKey}`);
    expect(head.split(apiKey)).toHaveLength(2);
    expect(head).toMatch(/accept-encoding: identity/iu);
    expect(head).toMatch(/connection: close/iu);
    expect(JSON.parse(body).contents[0].parts).toEqual([{ text: "a red fox" }]);
  });

  test("goes through a proxy, unless the address is excepted", async () => {
    const proxy = await served((socket) => socket.end(whole));
    const proxyEnv = { HTTP_PROXY: proxy.url };
    await call("http://gemini.invalid/base", { proxyEnv });
    expect(proxy.requests[0]).toMatch(/^POST http:\/\/gemini\.invalid\/base\/v1beta\//u);
    const server = await served((socket) => socket.end(whole));
    await call(server.url, { proxyEnv: { ...proxyEnv, NO_PROXY: "127.0.0.1" } });
    expect(proxy.requests).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  test.each(["", "gemini", "ftp://x", "generativelanguage.googleapis.com"])(
    "needs an address; %j is none",
    (baseUrl) => {
      expect(() => createLine({ baseUrl })).toThrow(/GEMINI_BASE_URL must be an address/u);
    },
  );

  test.each(["http://a/v1beta", "http://a/v1beta/", "http://a/?key=x", "http://a//"])(
    "has one version, and no query, after the address %s",
    (baseUrl) => {
      expect(createLine({ baseUrl }).baseUrl.href).toBe("http://a/");
    },
  );
});

function secure(server: ReturnType<typeof createServer>): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `https://127.0.0.1:${address.port}`;
}
