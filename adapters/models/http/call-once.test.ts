import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { call, served, whole } from "./one-call.fixture.ts";
import { createRecordingSink } from "./recording-sink.fixture.ts";

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
    const { end, seen } = await call(server.url, { body: Buffer.alloc(8_000_000) });
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
    await expect.poll(() => sentMegabytes).toBeGreaterThan(0);
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
    await expect.poll(() => server.requests).toHaveLength(1);
    giveUp.abort();
    expect((await calling).end).toMatchObject({ ended: "unanswered" });
    await expect.poll(() => server.open()).toBe(0);
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
    await expect.poll(() => server.open()).toBe(0);
  });
});
