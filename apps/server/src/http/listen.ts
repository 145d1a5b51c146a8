import { createServer, type RequestListener } from "node:http";
import { explainPort } from "./explain-port.ts";

/** A listening server: its address, and how to stop it. */
export type Listening = {
  url: string;
  port: number;
  /** Takes no more, lets what is under way end, cuts what is left after that time. */
  close: (graceMs: number) => Promise<void>;
};

const idleLookMs = 50;

/** Opens the port; rejects with a sentence when somebody else holds it. */
export async function listen(input: {
  app: RequestListener;
  host: string;
  port: number;
}): Promise<Listening> {
  const server = createServer({ requestTimeout: 300_000, headersTimeout: 30_000 }, input.app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(input.port, input.host, resolve);
  }).catch(async (error: unknown) => {
    throw await explainPort(error, input);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const shown = input.host.includes(":") ? `[${input.host}]` : input.host;
  const name = shown === "127.0.0.1" || shown === "[::1]" ? "localhost" : shown;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        // A browser keeps its connection when its answer has ended; nobody will ask on it any more.
        const idle = setInterval(() => server.closeIdleConnections(), idleLookMs);
        server.close(() => {
          clearTimeout(timer);
          clearInterval(idle);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
