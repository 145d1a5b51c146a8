import { CannotStart } from "@bunch/core/cannot-start";
import { createServer, type RequestListener } from "node:http";

/** A listening server: its address, and how to stop it. */
export type Listening = {
  url: string;
  port: number;
  /** Takes no more, lets what is under way end, cuts what is left after that time. */
  close: (graceMs: number) => Promise<void>;
};

const idleLookMs = 50;

/** The port cannot be opened; the message says what to do. */
class PortTaken extends CannotStart {
  override readonly name = "PortTaken";
}

/** Opens the port; rejects with a sentence when somebody else holds it. */
export async function listen(input: {
  app: RequestListener;
  host: string;
  port: number;
}): Promise<Listening> {
  const server = createServer({ requestTimeout: 300_000, headersTimeout: 30_000 }, input.app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, input)));
    server.listen(input.port, input.host, resolve);
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

function explain(error: Error, at: { host: string; port: number }): Error {
  const code = "code" in error ? error.code : undefined;
  const mend =
    code === "EADDRINUSE"
      ? `Port ${at.port} is taken by another program. Stop it, or set PORT to another number.`
      : code === "EACCES"
        ? `Port ${at.port} may not be opened by this account. Set PORT to a number above 1023.`
        : code === "EADDRNOTAVAIL" || code === "ENOTFOUND"
          ? `This machine has no address ${at.host}. Set HOST to 127.0.0.1.`
          : null;
  return mend === null ? error : new PortTaken(mend, { cause: error });
}
