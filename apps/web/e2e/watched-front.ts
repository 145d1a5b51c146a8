import { createServer, request as httpRequest, type ServerResponse } from "node:http";

/** What stands between browsers and the server, as a proxy does, and looks at the streams of events that pass. */
export type WatchedFront = {
  url: string;
  /** The addresses of all streams that were asked for. */
  asked: string[];
  /** How many are open now, and the most that ever were at once. */
  open: () => number;
  most: () => number;
  /** How streams are treated from now on; those that are open are cut. */
  treat: (how: "pass" | "refuse" | "hold back") => void;
  close: () => Promise<void>;
};

/** Passes everything on to one server. */
export async function startWatchedFront(server: string): Promise<WatchedFront> {
  const { port } = new URL(server);
  const asked: string[] = [];
  const streams = new Set<ServerResponse>();
  let most = 0;
  let how: "pass" | "refuse" | "hold back" = "pass";

  const front = createServer((request, response) => {
    const isStream = /^\/api\/(events\?|executions\/[^/]+\/events)/.test(request.url ?? "");
    if (isStream) {
      asked.push(request.url ?? "");
      if (how === "refuse") return void response.writeHead(502).end();
      streams.add(response);
      most = Math.max(most, streams.size);
      response.once("close", () => streams.delete(response));
    }
    const onward = httpRequest({
      host: "127.0.0.1",
      port,
      method: request.method,
      path: request.url,
      headers: request.headers,
    });
    request.pipe(onward);
    onward.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      // As a proxy that gathers: the head passes, the words do not.
      if (isStream && how === "hold back") answer.resume();
      else answer.pipe(response);
    });
    onward.once("error", () => response.destroy());
    response.once("close", () => onward.destroy());
  });
  await new Promise<void>((resolve) => {
    front.listen(0, "127.0.0.1", resolve);
  });
  const address = front.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  return {
    url: `http://localhost:${address.port}`,
    asked,
    open: () => streams.size,
    most: () => most,
    treat: (next) => {
      how = next;
      for (const stream of streams) stream.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve());
        front.closeAllConnections();
      }),
  };
}
