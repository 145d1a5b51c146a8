import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** One POST as a receiver of webhooks got it. */
export type Received = { path: string; headers: IncomingHttpHeaders; body: string };

/** What a receiver answers; `hang` is never. */
type Answer = { status: number; headers?: Record<string, string>; body?: string } | "hang";

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** A receiver of webhooks on this machine, that keeps what it gets; `answer` is told how many came before on that path. */
export async function startReceiver(
  answer: (before: number, path: string) => Answer = () => ({ status: 204 }),
) {
  const received: Received[] = [];
  let connections = 0;
  let open = 0;
  let mostOpen = 0;
  const server = createServer((request, response) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    response.once("close", () => (open -= 1));
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const path = request.url ?? "/";
      const before = received.filter((one) => one.path === path).length;
      received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      const said = answer(before, path);
      if (said === "hang") return;
      response.writeHead(said.status, said.headers ?? {});
      response.end(said.body);
    });
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    received,
    connections: () => connections,
    /** The most that were answered at the same time. */
    mostOpen: () => mostOpen,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
