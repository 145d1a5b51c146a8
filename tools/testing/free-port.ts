import { createServer } from "node:net";

/** Below what any system hands out by itself (Linux from 32768, macOS and Windows from 49152). */
const first = 20_000;
const ownPorts = 64;
const slices = Math.floor((32_768 - first) / ownPorts);

let asked = 0;

/**
 * A port on which nobody listens, for a server that starts a while later. No connection and no `listen(0)` is given it
 * meanwhile, and no other process of the same run: each walks through ports of its own.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < ownPorts; tries += 1) {
    const port = first + (process.pid % slices) * ownPorts + (asked % ownPorts);
    asked += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(
    `Each of the ${ownPorts} ports of this process is taken: end what listens on them.`,
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
