import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import type { LineFaults } from "./plan.ts";

const calm: LineFaults = {
  delayed: 0,
  mostDelayMs: 0,
  reset: 0,
  resetAtMostBytes: 0,
  blackHole: 0,
};
let echo: Server;
let port: number;
let proxy: FaultProxy;

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(echo, "listening");
  const address = echo.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterEach(async () => {
  await proxy.stop();
  echo.close();
});

async function open(faults: Partial<LineFaults>, seed = 1): Promise<Socket> {
  proxy = await startFaultProxy({ target: { port }, faults: { ...calm, ...faults }, seed });
  return connect(proxy.port, "127.0.0.1");
}

/** What comes back of so many bytes, how long it took, and how the line ended; waits as long as a busy machine may need. */
async function send(socket: Socket, bytes: number, patienceMs = 20_000) {
  const startedMs = performance.now();
  let came = 0;
  let error: string | null = null;
  socket.on("error", (cause: NodeJS.ErrnoException) => (error = cause.code ?? cause.message));
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    socket.on("data", (chunk: Buffer) => {
      came += chunk.byteLength;
      if (came === bytes) end();
    });
    socket.once("close", end);
  });
  socket.write(Buffer.alloc(bytes, "x"));
  await over;
  const waitedMs = performance.now() - startedMs;
  socket.destroy();
  return { came, error, waitedMs };
}

test("a calm line passes every byte on, both ways", async () => {
  expect(await send(await open({}), 300_000)).toMatchObject({ came: 300_000, error: null });
  expect(proxy.cuts()).toBe(0);
});

test("a delayed line brings the same, later", async () => {
  const delayed = await send(await open({ delayed: 1, mostDelayMs: 60 }, 3), 10);
  expect(delayed.came).toBe(10);
  expect(delayed.waitedMs).toBeGreaterThan(2);
});

test("a line is reset once so many bytes have passed, the same for the same seed", async () => {
  const first = await send(await open({ reset: 1, resetAtMostBytes: 5000 }), 100_000);
  expect(first.error).toBe("ECONNRESET");
  expect(first.came).toBeLessThan(5000);
  expect(proxy.cuts()).toBe(1);
  await proxy.stop();
  const again = await send(await open({ reset: 1, resetAtMostBytes: 5000 }), 100_000);
  expect(again).toMatchObject({ came: first.came, error: "ECONNRESET" });
});

test("a black hole takes everything and gives nothing, until the line is mended", async () => {
  const swallowed = await open({ blackHole: 1 });
  // Nothing is to come, however long it is waited for.
  expect(await send(swallowed, 10, 300)).toMatchObject({ came: 0, error: null });
  expect(proxy.cuts()).toBe(1);
  proxy.mend();
  const { came } = await send(connect(proxy.port, "127.0.0.1"), 10);
  expect(came).toBe(10);
});

test("the most connections at once are counted, and one that follows another is no second", async () => {
  expect((await send(await open({}), 10)).came).toBe(10);
  for (let turn = 0; turn < 20; turn += 1) await send(connect(proxy.port, "127.0.0.1"), 10);
  expect(proxy.mostOpen()).toBe(1);
  const both = [1, 2].map(() => connect(proxy.port, "127.0.0.1"));
  await Promise.all(both.map((socket) => send(socket, 10)));
  expect(proxy.mostOpen()).toBe(2);
});
