import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

const directive = /\[\[echo_key:(\d{3})(:unreadable)?\]\]/;

/**
 * A provider that repeats the key it was called with: in the error of a prompt with `[[echo_key:400]]`, in an answer that
 * nobody can read with `[[echo_key:200:unreadable]]`, and when asked for its models with a key that ends in `refused`. All
 * else goes on to the emulator.
 */
export async function startEchoingProvider(
  emulatorUrl: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((incoming, response) => {
    answer(emulatorUrl, incoming, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The provider has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  emulatorUrl: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const key = String(incoming.headers["x-goog-api-key"]);
  const [, status, unreadable] =
    directive.exec(body.toString()) ??
    (incoming.method === "GET" && key.endsWith("refused") ? ["", "400"] : []);
  if (status !== undefined) {
    const words = echo(Number(status), key);
    response.writeHead(Number(status), { "content-type": "application/json", "x-echo": key });
    response.end(unreadable ? words.slice(0, -5) : words);
    return;
  }
  const onwards = request(`${emulatorUrl}${incoming.url}`, {
    method: incoming.method,
    headers: incoming.headers,
  });
  onwards.on("error", () => response.destroy());
  onwards.on("response", (reply) => {
    response.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.on("error", () => response.destroy());
    reply.pipe(response);
  });
  onwards.end(body);
}

function echo(code: number, key: string): string {
  const message = `Consumer 'api_key:${key}' asked https://example.test/v1beta?key=${key} with ${key}; API key not valid.`;
  const reason = code === 400 ? "API_KEY_INVALID" : "OTHER";
  return JSON.stringify({
    error: { code, message, status: "X", details: [{ reason, metadata: { consumer: key } }] },
  });
}
