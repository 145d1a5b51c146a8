import { createServer, type Server } from "node:net";

/** Below what any system hands out by itself (Linux from 32768, macOS and Windows from 49152). */
const first = 20_000;
const slicePorts = 64;
const slices = Math.floor((32_768 - first) / slicePorts);
/** The first port of a slice says that it is taken. */
const ownPorts = slicePorts - 1;

let slice: Promise<number> | undefined;
let asked = 0;

/**
 * A port on which nobody listens, for a server that starts a while later. No connection and no `listen(0)` is given it
 * meanwhile, and no other process that asks here: each walks through ports of its own, for as long as it lives.
 */
export async function freePort(): Promise<number> {
  slice ??= claimSlice();
  const claimed = await slice;
  for (let tries = 0; tries < ownPorts; tries += 1) {
    const port = claimed + 1 + (asked % ownPorts);
    asked += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(
    `Each of the ${ownPorts} ports of this process is taken: end what listens on them.`,
  );
}

/** Listens on the first port of a slice, which is this process's own from then on; ids alone would give two the same one. */
async function claimSlice(): Promise<number> {
  for (let tries = 0; tries < slices; tries += 1) {
    const port = first + ((process.pid + tries) % slices) * slicePorts;
    const claim = await listenOn(port);
    if (claim === null) continue;
    // The claim is no reason to live on.
    claim.unref();
    return port;
  }
  throw new Error(`Others have all of the ${slices} times ${slicePorts} ports from ${first} on.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server === null) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** A server that hears nobody out, or null where somebody else listens. */
function listenOn(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
