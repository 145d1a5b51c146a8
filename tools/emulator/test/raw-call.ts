import { request } from "node:http";

/** What came back over the wire, however broken. */
export interface RawReply {
  status: number | null;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The code of what ended the connection, where it did not end well. */
  error: string | null;
}

/** What to call, each part with a usual value. */
export interface RawCall {
  url: string;
  prompt?: string;
  model?: string;
  key?: string | null;
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A body as a caller writes it for one prompt. */
export function bodyOf(
  prompt: string,
  generationConfig: object = { responseModalities: ["TEXT", "IMAGE"] },
) {
  return { contents: [{ role: "user", parts: [{ text: prompt }] }], generationConfig };
}

/** Makes one generateContent call with node:http alone and never throws. */
export async function rawCall(call: RawCall): Promise<RawReply> {
  const {
    prompt = "a red fox",
    model = "gemini-nano-banana-2.1",
    key = "AIza-test-key-1234",
  } = call;
  const body =
    typeof call.body === "string" ? call.body : JSON.stringify(call.body ?? bodyOf(prompt));
  return await new Promise((resolve) => {
    const reply: RawReply = { status: null, headers: {}, text: "", error: null };
    const outgoing = request(
      new URL(call.path ?? `/v1beta/models/${model}:generateContent`, call.url),
      {
        method: "POST",
        agent: false,
        headers: {
          "content-type": "application/json",
          ...(key !== null && { "x-goog-api-key": key }),
          ...call.headers,
        },
        ...(call.signal && { signal: call.signal }),
      },
    );
    const end = (error: NodeJS.ErrnoException | null): void => {
      if (error) reply.error = error.code ?? error.message;
      resolve(reply);
    };
    // Once there is a response, its own end says how it went and brings what arrived until then.
    outgoing.on("error", (error) => {
      if (reply.status === null) end(error);
    });
    outgoing.on("response", (incoming) => {
      reply.status = incoming.statusCode ?? null;
      reply.headers = incoming.headers;
      const pieces: Buffer[] = [];
      const finish = (error: NodeJS.ErrnoException | null): void => {
        reply.text = Buffer.concat(pieces).toString("utf8");
        end(error);
      };
      incoming.on("data", (piece: Buffer) => pieces.push(piece));
      incoming.on("error", finish);
      incoming.on("end", () => finish(null));
    });
    outgoing.end(body);
  });
}
