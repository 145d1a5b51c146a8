import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { writeBody } from "./write-body.ts";

/** A server that reads a body only when it is told to. */
async function slowServer() {
  const go = Promise.withResolvers<void>();
  const { promise: read, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((incoming, response) => {
    void go.promise.then(async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
      resolve(Buffer.concat(chunks));
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, read, go: () => go.resolve() };
}

test("a large body arrives as it is, and is never written further ahead than the connection takes", async () => {
  const pieces = [
    Buffer.from("head "),
    Buffer.alloc(40_000_000, "abcdefghijklmnopqrstuvwxyz"),
    Buffer.from(""),
    Buffer.from(" tail"),
  ];
  const whole = Buffer.concat(pieces);
  const server = await slowServer();
  const sending = httpRequest(server.url, {
    method: "POST",
    headers: { "content-length": whole.byteLength },
    agent: false,
  });
  const answered = once(sending, "response");
  const [socket] = await once(sending, "socket");
  await once(socket, "connect");
  writeBody(sending, pieces);
  await once(socket, "drain");
  // One slice at most lies in this process; all else is in the system's own buffers or where it was.
  expect(sending.writableLength).toBeLessThan(600_000);
  server.go();
  expect(Buffer.compare(await server.read, whole)).toBe(0);
  await answered;
});

test("a connection that breaks midway ends the writing", async () => {
  const server = await slowServer();
  const sending = httpRequest(server.url, {
    method: "POST",
    headers: { "content-length": 40_000_000 },
    agent: false,
  });
  const failed = once(sending, "error").catch((error: unknown) => [error]);
  const [socket] = await once(sending, "socket");
  await once(socket, "connect");
  writeBody(sending, [Buffer.alloc(40_000_000)]);
  sending.destroy(new Error("cut"));
  expect(String((await failed)[0])).toContain("cut");
});
