import { createServer, request as httpRequest, Agent } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** One address before several API processes. */
export type Front = { url: string; close: () => Promise<void> };

const longRestMs = 120_000;

/** Passes each request on to the next of these ports in turn, streams and broken lines included; to another where one is gone. */
export async function startFront(input: {
  port: number;
  ports: readonly number[];
}): Promise<Front> {
  const agent = new Agent({ keepAlive: false });
  let turn = 0;

  function passOn(request: IncomingMessage, response: ServerResponse, left: number): void {
    const port = input.ports[turn++ % input.ports.length];
    const onward = httpRequest({
      agent,
      host: "127.0.0.1",
      port,
      method: request.method,
      path: request.url,
      headers: request.headers,
    });
    let isConnected = false;
    onward.once("socket", (socket) =>
      socket.once("connect", () => {
        isConnected = true;
        request.pipe(onward);
      }),
    );
    onward.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      // A line that breaks behind us breaks before us.
      answer.once("aborted", () => response.destroy());
    });
    onward.once("error", () => {
      if (!isConnected && left > 1) passOn(request, response, left - 1);
      else if (response.headersSent) response.destroy();
      else request.socket.destroy();
    });
    response.once("close", () => onward.destroy());
  }

  const server = createServer((request, response) => passOn(request, response, input.ports.length));
  // On a busy machine a request may set out on a connection that is just being let go for its long rest.
  server.keepAliveTimeout = longRestMs;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(input.port, "127.0.0.1", resolve);
  });
  return {
    url: `http://localhost:${input.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
