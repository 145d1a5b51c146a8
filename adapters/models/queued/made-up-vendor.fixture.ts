import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { isRecord, recordOf } from "../http/json-shape.ts";
import { PrepareFailed, type QueuedVendor } from "./queued-vendor.ts";

/** A model of a vendor that there is not. */
export const madeUpEntry: CatalogueEntry = {
  id: "made-up-1",
  name: "Made up",
  vendor: "made-up",
  status: "live",
  releasedOn: "2026-11-30",
  shutDownOn: null,
  successor: null,
  mayBeDefault: false,
  needsKey: true,
  simulated: false,
  aspectRatios: ["1:1"],
  imageSizes: ["1K"],
  takesSeed: false,
  maxReferenceImages: 0,
  prices: { input: 0, text: 0, image: 40 },
  imageTokens: { "1K": 1000 },
  thinkingTokens: { expected: 0, most: 0 },
  referenceTokens: 0,
  pixels: { "1K": { "1:1": [64, 64] } },
  deadlineMs: { "1K": 5000 },
  callsAtOnce: null,
};

/** How it is spoken to: `POST /draw` gives an id, `GET /jobs/<id>` says how far it is. */
export const madeUp: QueuedVendor<CatalogueEntry> = {
  address: { variable: "MADE_UP_BASE_URL", example: "https://api.made-up.example", version: "" },
  domain: "made-up.example",
  knowsAll: false,
  keyHeaders: (apiKey) => (apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
  submission: async ({ request, ask }) => {
    if (request.prompt.includes("[upload]")) {
      const reply = await ask({ method: "POST", path: "/upload" });
      if (reply.status !== 200)
        throw new PrepareFailed(
          "The reference could not be uploaded.",
          reply.status === 402 ? reply : null,
        );
    }
    const body = Buffer.from(JSON.stringify({ prompt: request.prompt }));
    const ticket = request.prompt.includes("[own id]") ? "own-id" : null;
    return {
      path: "/draw",
      contentType: "application/json",
      body: { pieces: [body], contentLength: body.byteLength },
      ticket,
    };
  },
  ticketOf: (text) => {
    const { id } = recordOf(parsed(text));
    return typeof id === "string" ? id : null;
  },
  questionOf: (ticket) => `/jobs/${ticket}`,
  look: ({ status, text }) => {
    if (status === 404) return { is: "unknown" };
    const said = recordOf(parsed(text));
    if (typeof said["picture"] === "string") return { is: "drawn", picture: said["picture"] };
    if (typeof said["see"] === "string") return { is: "elsewhere", path: said["see"] };
    return said["state"] === "failed" ? { is: "over" } : { is: "waiting" };
  },
  read: ({ answer, entry }) => {
    const { to, status, text, picture } = answer;
    const costMicros = (entry.imageTokens["1K"] ?? 0) * entry.prices.image;
    if (picture) return { kind: "picture", bytes: picture, costMicros, pictures: 1, warnings: [] };
    if (to === "submission") return { kind: "bad_request", message: `${status} ${text}` };
    const isDrawn = isRecord(parsed(text)) && "picture" in recordOf(parsed(text));
    return {
      kind: "no_picture",
      why: "draw_failed",
      code: isDrawn ? "unreadable_answer" : "no_picture",
      message: text,
      costMicros: isDrawn ? costMicros : 0,
    };
  },
  checkKey: async ({ ask }) => {
    const { status } = await ask({ method: "GET", path: "/me" });
    return { verdict: status === 200 ? "works" : "refused", message: "", models: [] };
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** The made-up vendor itself on loopback, answering as a test says; it notes what it was asked. */
export async function startMadeUp(answer: Answering) {
  const asked: { method: string; path: string; key: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    asked.push({ method, path: url, key: headers.authorization });
    request.resume();
    request.once("end", () => answer(request, response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
