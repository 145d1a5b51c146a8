import { request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Agent } from "node:http";
import type { Socket } from "node:net";
import { startDeadline } from "./start-deadline.ts";
import { whyOf } from "./why-of.ts";
import { writeBody } from "./write-body.ts";

/** How the sending of one request went. */
export type Sent =
  | { sent: true; response: IncomingMessage }
  /** Something of it may have arrived, but no answer came. */
  | { sent: true; response: null; message: string }
  /** Not one byte of it left this machine. */
  | { sent: false; message: string };

/**
 * Sends one request on a connection of its own and waits for the head of the answer. Nothing is written before the
 * connection stands, TLS included: that is what makes `sent: false` certain. The caller's signal carries all further
 * deadlines.
 */
export function sendOnce(input: {
  url: URL;
  method: "GET" | "POST";
  headers: Record<string, string | number>;
  body: readonly Buffer[];
  agent: Agent;
  connectTimeoutMs: number;
  signal: AbortSignal;
}): Promise<Sent> {
  const { url, method, headers, body, agent, signal } = input;
  const { promise, resolve } = Promise.withResolvers<Sent>();
  let mayHaveLeft = false;
  const fail = (why: string) =>
    resolve(
      mayHaveLeft
        ? { sent: true, response: null, message: `No answer came from ${url.host}: ${why}.` }
        : { sent: false, message: `Nothing was sent to ${url.host}: ${why}.` },
    );

  let request: ClientRequest;
  try {
    const open = url.protocol === "https:" ? httpsRequest : httpRequest;
    request = open(url, { method, headers, agent, signal });
  } catch (error) {
    fail(whyOf(error, signal));
    return promise;
  }
  const connecting = startDeadline(input.connectTimeoutMs, () =>
    request.destroy(new Error(`no connection within ${input.connectTimeoutMs / 1000} s`)),
  );
  request.once("socket", (socket) => {
    whenConnected(socket, url, () => {
      connecting.stop();
      if (request.destroyed) return;
      mayHaveLeft = true;
      writeBody(request, body);
    });
  });
  request.once("response", (response) => {
    resolve({ sent: true, response });
  });
  // Stays for good: a server that answers early and hangs up breaks what is still being written.
  request.on("error", (error) => fail(whyOf(error, signal)));
  request.once("close", () => {
    connecting.stop();
    fail("the connection was closed");
  });
  return promise;
}

function whenConnected(socket: Socket, url: URL, then: () => void): void {
  // What comes through a proxy's tunnel is handed over connected and secured.
  if (!socket.connecting) then();
  else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", then);
}
