import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";

/** A server for tests that says on the wire exactly what it is told; it reads each request to its end first. */
export async function startRawServer(
  answer: (socket: Socket, request: string) => void,
  options: { readsBody?: boolean } = {},
) {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    let received = Buffer.alloc(0);
    let answered = false;
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const text = received.toString("latin1");
      if (answered || !isWhole(text, options.readsBody !== false)) return;
      answered = true;
      requests.push(text);
      answer(socket, text);
    });
    connections += 1;
  });
  let connections = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function isWhole(text: string, withBody: boolean): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = Number(/^content-length: (\d+)/imu.exec(text)?.[1] ?? 0);
  return !withBody || text.length >= end + 4 + length;
}
