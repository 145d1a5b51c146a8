import { once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

/** Stands in front of a server and changes what it answers: `tell` gives other words, or null to cut them in the middle. */
export async function startLiar(
  target: string,
  tell: (asked: string, answer: string, nth: number) => string | null | Promise<string | null>,
  /** Where to send who asks for that, instead of answering. */
  elsewhere: (asked: string) => string | null = () => null,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const times = new Map<string, number>();
  const server = createServer((incoming, response) => {
    void (async () => {
      const asked = `${incoming.method} ${incoming.url}`;
      const nth = (times.get(asked) ?? 0) + 1;
      times.set(asked, nth);
      // What changes is told by asking again: a stream is none of this one's business.
      if (asked.endsWith("/events")) return void response.writeHead(503).end();
      const location = elsewhere(asked);
      if (location !== null) {
        incoming.resume();
        return void response.writeHead(307, { location }).end();
      }
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).filter(([name]) =>
          ["content-type", "idempotency-key"].includes(name),
        ),
      ) as Record<string, string>;
      const body = incoming.method === "GET" ? null : await buffer(incoming);
      const answer = await fetch(new URL(incoming.url ?? "/", target), {
        method: incoming.method ?? "GET",
        headers,
        ...(body ? { body: new Uint8Array(body) } : {}),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      const type = answer.headers.get("content-type") ?? "";
      const said = type.includes("json") ? await tell(asked, bytes.toString(), nth) : bytes;
      const whole = said === null ? bytes : Buffer.from(said);
      response.writeHead(answer.status, { "content-type": type, "content-length": whole.length });
      if (said !== null) return void response.end(whole);
      response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
    })().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
