import { connect } from "node:net";
import express, { type Response } from "express";
import { afterEach, expect, test } from "vitest";
import { type EventStream, openEventStream } from "./event-stream.ts";
import { type Listening, listen } from "./listen.ts";
import { readEvents } from "./testing/read-events.ts";

let listening: Listening | null = null;
afterEach(async () => {
  await listening?.close(0);
});

/** A server whose every answer is a stream that `tell` fills; gives its address. */
async function serve(
  timing: { heartbeatMs: number; slowClientMs: number },
  tell: (stream: EventStream, response: Response) => Promise<void>,
): Promise<string> {
  const app = express().get("/", async (_request, response) => {
    await tell(openEventStream(response, AbortSignal.any([]), timing), response);
  });
  listening = await listen({ app, host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listening.port}/`;
}

test("a heartbeat keeps an idle stream alive", async () => {
  const url = await serve({ heartbeatMs: 20, slowClientMs: 1000 }, async () => {});
  let heartbeats = "";
  const response = await fetch(url);
  for await (const chunk of response.body ?? []) {
    heartbeats += new TextDecoder().decode(chunk);
    if (heartbeats.split(": still here\n\n").length > 3) break;
  }
  expect(heartbeats.startsWith("retry: 1000\n\n: still here\n\n")).toBe(true);
});

test("a client that takes nothing is cut after a time, and holds no more than its buffers until then", async () => {
  const over = Promise.withResolvers<{ sent: number; buffered: number }>();
  const url = await serve({ heartbeatMs: 10_000, slowClientMs: 300 }, async (stream, response) => {
    const data = "x".repeat(100_000);
    let sent = 0;
    let buffered = 0;
    for (; !stream.signal.aborted && sent < 1000; sent += 1) {
      await stream.send({ type: "big", sequence: sent, data });
      buffered = Math.max(buffered, response.writableLength);
    }
    over.resolve({ sent, buffered });
  });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.pause();
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const { sent, buffered } = await over.promise;
  socket.destroy();
  expect(sent).toBeLessThan(1000);
  expect(buffered).toBeLessThan(500_000);
});

test("a client that leaves ends the stream on this side", async () => {
  const left = Promise.withResolvers<void>();
  const url = await serve({ heartbeatMs: 10_000, slowClientMs: 1000 }, async (stream) => {
    stream.signal.addEventListener("abort", () => left.resolve());
    await stream.send({ type: "first", sequence: 1, data: { line: "a\nb" } });
  });
  const { events } = await readEvents({ url, until: (seen) => seen.length === 1 });
  expect(events).toEqual([{ type: "first", id: 1, data: { line: "a\nb" } }]);
  await left.promise;
});
