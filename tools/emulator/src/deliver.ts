import { bytesOf, chopPieces, cutPieces } from "./body-pieces.ts";
import type { ServerResponse } from "node:http";
import { pass } from "./latency.ts";
import type { Delivery } from "./scenario.ts";

/** A reply on its way out. */
export interface OutgoingReply {
  status: number;
  contentType: string;
  contentEncoding?: "gzip";
  headers?: Readonly<Record<string, string>>;
  /** In pieces, in order. */
  body: readonly Buffer[];
}

/** What delivering needs besides the reply. */
export interface DeliveryContext {
  /** Comes to its end when the call is released, cut or left by the caller. */
  released: () => Promise<void>;
  /** Called right before the caller can know that the call is over. */
  leaving: () => void;
  stopped: AbortSignal;
  trickleSeconds: number;
}

const pieceBytes = 1024 * 1024;
const tricklePieces = 20;
const googleHeaders = {
  vary: "Origin, X-Origin, Referer",
  "x-content-type-options": "nosniff",
};

/** Sends a reply whole, in part, late or not at all, as the scenario says. */
export async function deliver(
  response: ServerResponse,
  reply: OutgoingReply,
  delivery: Delivery,
  context: DeliveryContext,
): Promise<"whole" | "broken"> {
  const { body } = reply;
  const whole = bytesOf(body);
  const half = Math.floor(whole / 2);
  const firstHalf = (): Buffer[] => cutPieces(body, 0, half);
  switch (delivery) {
    case "whole":
      writeHead(response, reply);
      await sendPieces(response, body, context);
      return "whole";
    case "slowly":
      writeHead(response, reply);
      await trickle(response, body, context);
      return "whole";
    case "hang_before_headers":
      await context.released();
      writeHead(response, reply);
      await sendPieces(response, body, context);
      return "whole";
    case "hang_mid_body":
      writeHead(response, reply);
      await writeAll(response, firstHalf());
      await context.released();
      await sendPieces(response, cutPieces(body, half, whole), context);
      return "whole";
    case "reset_after_accept":
      context.leaving();
      reset(response);
      return "broken";
    case "reset_mid_body":
      writeHead(response, reply, whole);
      await writeAll(response, firstHalf());
      // A moment for the half to be read: a reset may overtake what is still under way.
      await pass(20, context.stopped);
      context.leaving();
      reset(response);
      return "broken";
    case "cut_chunked":
      writeHead(response, reply);
      await sendPieces(response, firstHalf(), context);
      return "broken";
    case "cut_with_length":
      writeHead(response, reply, half);
      await sendPieces(response, firstHalf(), context);
      return "broken";
    case "closed_before_length":
      writeHead(response, reply, whole);
      await writeAll(response, firstHalf());
      context.leaving();
      response.socket?.end();
      return "broken";
    default:
      return delivery satisfies never;
  }
}

function writeHead(response: ServerResponse, reply: OutgoingReply, length?: number): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    "content-type": reply.contentType,
    ...(reply.contentEncoding !== undefined && { "content-encoding": reply.contentEncoding }),
    ...(reply.headers ?? googleHeaders),
    ...(length !== undefined && { "content-length": String(length) }),
  });
}

async function sendPieces(
  response: ServerResponse,
  body: readonly Buffer[],
  context: DeliveryContext,
): Promise<void> {
  const pieces = chopPieces(body, pieceBytes);
  const last = pieces.pop();
  await writeAll(response, pieces);
  if (response.destroyed) return;
  context.leaving();
  response.end(last);
}

async function writeAll(response: ServerResponse, body: readonly Buffer[]): Promise<void> {
  for (const piece of chopPieces(body, pieceBytes)) await write(response, piece);
}

async function trickle(
  response: ServerResponse,
  body: readonly Buffer[],
  context: DeliveryContext,
): Promise<void> {
  const whole = bytesOf(body);
  const stepBytes = Math.ceil(whole / tricklePieces);
  for (let sent = 0; sent < whole && !response.destroyed; sent += stepBytes) {
    await writeAll(response, cutPieces(body, sent, sent + stepBytes));
    await pass((context.trickleSeconds * 1000) / tricklePieces, context.stopped);
  }
  if (response.destroyed) return;
  context.leaving();
  response.end();
}

/** Hands bytes over and waits until they left, or until the caller is gone. */
async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  if (response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off("close", done);
      resolve();
    };
    response.once("close", done);
    response.write(bytes, done);
  });
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
