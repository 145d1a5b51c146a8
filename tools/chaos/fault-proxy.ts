import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { LineFaults } from "./plan.ts";
import { seededRandom } from "./seeded-random.ts";

/** Where the proxy passes things on to: a port of this machine, or a socket's file. */
export type Target = { port: number } | { path: string };

/** A line that can be bad: each connection meets the faults that its number and the seed say. */
export type FaultProxy = {
  port: number;
  /** From now on connections are passed on as they are, those that are open too. */
  mend: () => void;
  /** Connections that were reset or swallowed. */
  cuts: () => number;
  /** The most connections that clients held open at once. */
  mostOpen: () => number;
  stop: () => Promise<void>;
};

type Fate = { delayMs: number; resetAtByte: number; isBlackHole: boolean };
const noFate: Fate = { delayMs: 0, resetAtByte: Number.POSITIVE_INFINITY, isBlackHole: false };

/** Starts a proxy on the loopback address. */
export async function startFaultProxy(input: {
  target: Target;
  faults: LineFaults;
  seed: number;
}): Promise<FaultProxy> {
  const pairs = new Set<{ client: Socket; fate: Fate; end: () => void }>();
  let isMended = false;
  let numbered = 0;
  let cuts = 0;
  let open = 0;
  let mostOpen = 0;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    numbered += 1;
    const fate = isMended ? { ...noFate } : fateOf(input.seed * 100_003 + numbered, input.faults);
    const upstream = connect({ ...input.target, allowHalfOpen: true });
    let passed = 0;
    let isCut = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
      pairs.delete(pair);
    };
    const pair = { client, fate, end };
    pairs.add(pair);
    countOpen(client);
    const cut = () => {
      if (!isCut) cuts += 1;
      isCut = true;
      if (client.readyState !== "closed") client.resetAndDestroy();
      end();
    };
    const pass = (from: Socket, to: Socket) => {
      from.on("data", (chunk: Buffer) => {
        if (fate.isBlackHole) {
          if (!isCut) cuts += 1;
          isCut = true;
          return;
        }
        const room = fate.resetAtByte - passed;
        passed += chunk.byteLength;
        from.pause();
        void delay(fate.delayMs).then(() => {
          if (room < chunk.byteLength) {
            if (room > 0 && !to.destroyed) to.write(chunk.subarray(0, room));
            // What was passed on just now is to arrive before the reset overtakes it.
            setImmediate(cut);
            return;
          }
          if (to.destroyed || to.write(chunk)) from.resume();
          else to.once("drain", () => from.resume());
        });
      });
      from.once("end", () => {
        if (!fate.isBlackHole) void delay(fate.delayMs).then(() => to.end());
      });
      from.on("error", end);
      from.once("close", () => {
        if (!to.destroyed && !to.writableEnded) end();
      });
    };
    pass(client, upstream);
    pass(upstream, client);
  });

  function countOpen(client: Socket): void {
    let isOpen = false;
    let hasLeft = false;
    const leave = () => {
      hasLeft = true;
      if (isOpen) open -= 1;
      isOpen = false;
    };
    // No caller of ours says that it is done and still waits for an answer.
    client.once("end", leave);
    client.once("close", leave);
    // Two turns later: an end that came together with this connection is to be counted before it.
    setImmediate(() =>
      setImmediate(() => {
        if (hasLeft) return;
        isOpen = true;
        open += 1;
        mostOpen = Math.max(mostOpen, open);
      }),
    );
  }

  const port = await listen(server);
  return {
    port,
    mend: () => {
      isMended = true;
      for (const { fate, end } of pairs) {
        // What it has swallowed is gone: only a new connection helps.
        if (fate.isBlackHole) end();
        Object.assign(fate, noFate);
      }
    },
    cuts: () => cuts,
    mostOpen: () => mostOpen,
    stop: async () => {
      for (const { end } of pairs) end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fateOf(seed: number, faults: LineFaults): Fate {
  const random = seededRandom(seed);
  return {
    delayMs: random.chance(faults.delayed) ? random.between(1, faults.mostDelayMs) : 0,
    resetAtByte: random.chance(faults.reset)
      ? random.between(0, faults.resetAtMostBytes)
      : Number.POSITIVE_INFINITY,
    isBlackHole: random.chance(faults.blackHole),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return address.port;
}
