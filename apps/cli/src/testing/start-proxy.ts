import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/** What passed, as `POST /api/…`. */
export type Proxy = {
  url: string;
  passed: () => string[];
  stop: () => Promise<void>;
};

/**
 * A line between command and server. `swallow` decides by method and path whose answer is never handed on, though the server
 * has done its work by then: `onSwallowed` hears of it.
 */
export async function startProxy(
  target: string,
  input: {
    swallow?: (asked: string, nth: number) => "hang" | "break" | null;
    onSwallowed?: () => void;
    /** The status to answer with by itself. */
    refuse?: (asked: string) => number | null;
  } = {},
): Promise<Proxy> {
  const passed: string[] = [];
  const server = createServer((incoming, response) => {
    const asked = `${incoming.method} ${incoming.url}`;
    passed.push(asked);
    const refusal = input.refuse?.(asked) ?? null;
    if (refusal !== null) {
      const error = { code: "bad_request", message: "Refused on the way." };
      incoming.resume();
      response.writeHead(refusal, { "content-type": "application/json" });
      response.end(JSON.stringify({ success: false, error }));
      return;
    }
    const nth = passed.filter((one) => one === asked).length;
    forward(target, incoming, response, input.swallow?.(asked, nth) ?? null, () =>
      input.onSwallowed?.(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    passed: () => [...passed],
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function forward(
  target: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  swallow: "hang" | "break" | null,
  onSwallowed: () => void,
): void {
  const outgoing = request(
    new URL(incoming.url ?? "/", target),
    { method: incoming.method ?? "GET", headers: incoming.headers },
    (answer) => {
      if (swallow === null) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        response.on("close", () => answer.destroy());
        return;
      }
      answer.resume();
      answer.once("end", () => {
        if (swallow === "break") response.destroy();
        onSwallowed();
      });
    },
  );
  outgoing.on("error", () => response.destroy());
  incoming.pipe(outgoing);
}
