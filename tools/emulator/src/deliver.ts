import type { ServerResponse } from "node:http";
import { pass } from "./latency.ts";
import type { Delivery } from "./scenario.ts";

/** A reply on its way out. */
export interface OutgoingReply {
  status: number;
  contentType: string;
  contentEncoding?: "gzip";
  body: Buffer;
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

const pieceBytes = 256 * 1024;
const tricklePieces = 20;

/** Sends a reply whole, in part, late or not at all, as the scenario says. */
export async function deliver(
  response: ServerResponse,
  reply: OutgoingReply,
  delivery: Delivery,
  context: DeliveryContext,
): Promise<"whole" | "broken"> {
  const { body } = reply;
  const half = Math.floor(body.length / 2);
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
      await write(response, body.subarray(0, half));
      await context.released();
      await sendPieces(response, body.subarray(half), context);
      return "whole";
    case "reset_after_accept":
      context.leaving();
      reset(response);
      return "broken";
    case "reset_mid_body":
      writeHead(response, reply, body.length);
      await write(response, body.subarray(0, half));
      // A moment for the half to be read: a reset may overtake what is still under way.
      await pass(20, context.stopped);
      context.leaving();
      reset(response);
      return "broken";
    case "cut_chunked":
      writeHead(response, reply);
      await sendPieces(response, body.subarray(0, half), context);
      return "broken";
    case "cut_with_length":
      writeHead(response, reply, half);
      await sendPieces(response, body.subarray(0, half), context);
      return "broken";
    case "closed_before_length":
      writeHead(response, reply, body.length);
      await write(response, body.subarray(0, half));
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
    vary: "Origin, X-Origin, Referer",
    "x-content-type-options": "nosniff",
    ...(length !== undefined && { "content-length": String(length) }),
  });
}

async function sendPieces(
  response: ServerResponse,
  body: Buffer,
  context: DeliveryContext,
): Promise<void> {
  let sent = 0;
  for (; body.length - sent > pieceBytes && !response.destroyed; sent += pieceBytes)
    await write(response, body.subarray(sent, sent + pieceBytes));
  if (response.destroyed) return;
  context.leaving();
  response.end(body.subarray(sent));
}

async function trickle(
  response: ServerResponse,
  body: Buffer,
  context: DeliveryContext,
): Promise<void> {
  const stepBytes = Math.ceil(body.length / tricklePieces);
  for (let sent = 0; sent < body.length && !response.destroyed; sent += stepBytes) {
    await write(response, body.subarray(sent, sent + stepBytes));
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
