import type { WebhookAnswer } from "@bunch/core/ports/webhook-line";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, request as httpRequest } from "node:http";
import { Agent as SecureAgent, request as httpsRequest } from "node:https";
import { RefusedReceiver, type ReceiverGate } from "./receiver-gate.ts";

const mostAnswerBytes = 500;

/**
 * Sends one POST on a connection of its own, past no proxy, and reads the first of the answer. Nothing is written before it
 * is certain to whom the connection leads. Never throws.
 */
export async function postOnce(input: {
  url: URL;
  headers: Record<string, string>;
  body: string;
  gate: ReceiverGate;
  deadlineMs: number;
  signal: AbortSignal;
}): Promise<WebhookAnswer> {
  const { url, gate, deadlineMs, signal } = input;
  const beganMs = performance.now();
  const { promise, resolve } = Promise.withResolvers<Omit<WebhookAnswer, "durationMs">>();
  const fail = (error: string) => resolve({ status: null, answer: "", error });
  const isSecure = url.protocol === "https:";
  const body = Buffer.from(input.body);
  let request: ClientRequest;
  try {
    request = (isSecure ? httpsRequest : httpRequest)(url, {
      method: "POST",
      headers: { ...input.headers, "content-length": body.byteLength },
      // Its own, as the usual ones may be told by the environment to go by a proxy, which would look names up itself.
      agent: isSecure ? new SecureAgent({ keepAlive: false }) : new Agent({ keepAlive: false }),
      lookup: gate.lookup,
      signal,
    });
  } catch (error) {
    fail(whyOf(error));
    return { ...(await promise), durationMs: 0 };
  }
  const timer = setTimeout(
    () => request.destroy(new Error(`no whole answer within ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  request.once("socket", (socket) => {
    socket.once("connect", () => {
      if (!gate.mayReach(socket.remoteAddress))
        request.destroy(new RefusedReceiver(`${url.hostname} does not lie in the open internet.`));
      else if (!isSecure) request.end(body);
    });
    if (isSecure) socket.once("secureConnect", () => request.end(body));
  });
  request.once("response", (response) => {
    readFirst(response, (answer) => {
      const status = response.statusCode ?? 0;
      resolve({ status, answer, error: status >= 200 && status < 300 ? null : meaningOf(status) });
      request.destroy();
    });
  });
  // Stays for good: it is heard after the answer too, when the connection is cut.
  request.on("error", (error) => fail(whyOf(error)));
  request.once("close", () => fail("The connection was closed before an answer came."));
  const answer = await promise.finally(() => clearTimeout(timer));
  return { ...answer, durationMs: Math.round(performance.now() - beganMs) };
}

/** What comes of the body until it ends, breaks, or is enough. */
function readFirst(response: IncomingMessage, then: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const done = () =>
    then(
      Buffer.concat(chunks)
        .subarray(0, mostAnswerBytes)
        .toString("utf8")
        // A database holds no NUL, and a page shows none of the others.
        .replace(/[^\P{Cc}\n\t]/gu, ""),
    );
  response.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= mostAnswerBytes) done();
  });
  // After the status the body is for people to read alone: a part of it is as good.
  for (const end of ["end", "error", "close"] as const) response.on(end, done);
}

function meaningOf(status: number): string {
  if (status >= 300 && status < 400)
    return `The receiver answered ${status}. Redirects are not followed: register the address that it leads to.`;
  if (status === 410) return "The receiver answered 410: it wants nothing more.";
  return `The receiver answered ${status}, and only 2xx counts as taken.`;
}

function whyOf(error: unknown): string {
  if (error instanceof RefusedReceiver) return error.message;
  const one: unknown =
    error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  if (!(one instanceof Error)) return "The connection failed.";
  const code = "code" in one && typeof one.code === "string" ? one.code : "";
  const words = one.message.trim().replace(/\.+$/u, "") || "the connection failed";
  return `No answer came: ${words}${code === "" || words.includes(code) ? "" : ` (${code})`}.`;
}
