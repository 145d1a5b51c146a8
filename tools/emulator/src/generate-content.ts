import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { newCallRecord } from "./bill.ts";
import type { CallRecord } from "./bill.ts";
import { deliver } from "./deliver.ts";
import type { OutgoingReply } from "./deliver.ts";
import { judgeCall } from "./judge-call.ts";
import type { CallAddress, Verdict } from "./judge-call.ts";
import { latencyMs, pass } from "./latency.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { performWork, replyOf } from "./perform-work.ts";
import type { Provider } from "./provider.ts";
import { randomFrom } from "./random.ts";
import { readBody } from "./read-body.ts";
import type { ReceivedBody } from "./read-body.ts";

const slowSeconds = 3;

/** How one provider decides on a call and does its part. */
export interface Dialect<Drawn> {
  judge: (body: ReceivedBody, call: CallRecord) => Verdict<Drawn> | Promise<Verdict<Drawn>>;
  /** How long the answer takes, where that is not how long the picture takes. */
  waitMs?: (verdict: Verdict<Drawn>, call: CallRecord) => number;
  /** Puts the call on the bill, whoever is still listening. */
  perform: (verdict: Verdict<Drawn>, call: CallRecord) => OutgoingReply;
}

/** Answers one generateContent call. */
export function generateContent(
  provider: Provider,
  address: CallAddress,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return answerCall(provider, address, incoming, response, {
    judge: (body, call) => judgeCall(provider, address, body, call),
    perform: (verdict, call) => replyOf(performWork(verdict, call, provider.options)),
  });
}

/** Answers one call from its first byte to its line on the bill. */
export async function answerCall<Drawn>(
  provider: Provider,
  address: CallAddress,
  incoming: IncomingMessage,
  response: ServerResponse,
  dialect: Dialect<Drawn>,
): Promise<void> {
  const { options } = provider;
  const stopped = provider.stopped.signal;
  const receivedAt = new Date().toISOString();
  const lastFour = address.key?.slice(-4) ?? null;
  const leaveTraffic = provider.traffic.enter([
    "all",
    `model ${address.model}`,
    `key ${lastFour ?? "none"}`,
  ]);
  const inFlight = provider.traffic.now("all");
  const gone = new AbortController();
  response.once("close", () => {
    leaveTraffic();
    gone.abort();
  });
  const body = await readBody(incoming, options.largestRequestBytes);
  if (!body.whole && body.because === "interrupted") {
    provider.interruptedRequests += 1;
    return;
  }

  const call = newCallRecord({
    id: provider.nextCallId(),
    ...addressOnRecord(address),
    receivedAt,
    inFlight,
    batch: null,
  });
  provider.calls.push(call);
  const verdict = await dialect.judge(body, call);
  const waitMs = dialect.waitMs?.(verdict, call) ?? waitMsOf(verdict, call.id, options);
  await pass(waitMs, stopped);
  const reply = dialect.perform(verdict, call);
  verdict.settle(call.costMicros);
  if (gone.signal.aborted) {
    // Leaving early ends the caller's waiting; the work was done and is on the bill.
    call.arrived = "caller_left";
    return;
  }
  response.once("finish", () => {
    call.leftAt = new Date().toISOString();
  });
  const zipped = options.gzip && /\bgzip\b/u.test(incoming.headers["accept-encoding"] ?? "");
  const arrived = await deliver(response, zipped ? gzipped(reply) : reply, verdict.delivery, {
    released: () => provider.hang(gone.signal),
    leaving: () => {
      call.status = response.headersSent ? reply.status : null;
      leaveTraffic();
    },
    stopped,
    trickleSeconds: Number(verdict.step.argument ?? slowSeconds),
  });
  call.arrived = arrived === "whole" && !response.writableEnded ? "caller_left" : arrived;
}

function addressOnRecord(address: CallAddress) {
  const { apiVersion, model, key, keyInUrl } = address;
  return { apiVersion, model, keyInUrl, keyLastFour: key?.slice(-4) ?? null };
}

/** How long the provider works on a call, or takes to refuse it. */
export function waitMsOf(
  verdict: Verdict<unknown>,
  callId: string,
  options: EmulatorOptions,
): number {
  const { reply, ambiguous, step } = verdict;
  const refused = reply.kind === "error" && reply.httpStatus < 500 && !ambiguous;
  const random = (word: string): number => randomFrom(options.seed, word, callId);
  const usualMs = latencyMs(
    refused ? options.refusalLatency : options.latency,
    random("wait"),
    random("wait again"),
  );
  return usualMs + (step.name === "slow" ? Number(step.argument ?? slowSeconds) * 1000 : 0);
}

function gzipped(reply: OutgoingReply): OutgoingReply {
  return {
    ...reply,
    body: [gzipSync(Buffer.concat(reply.body), { level: 1 })],
    contentEncoding: "gzip",
  };
}
