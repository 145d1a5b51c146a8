import type { CallEnd, ImageModel } from "@bunch/core/ports/image-model";
import type { Reading } from "@bunch/core/results/reading";
import type { SpooledAnswer } from "@bunch/core/ports/spool";
import type { Appointment, VirtualTime } from "./virtual-time.ts";
import type { WorkerProcess } from "./worker-process.ts";

/** What the provider makes of a call. */
export type Outcome =
  | { is: "picture"; ms: number }
  /** Billed, and no picture that can be kept. */
  | { is: "draw_failed" | "filtered" | "refused" | "poison"; ms: number }
  | { is: "bad_request" | "overloaded" | "failed" | "no_credit" }
  | { is: "limited"; waitMs: number; perMinute: number | null }
  /** Nothing leaves this machine. */
  | { is: "unreachable" }
  /** Drawn and billed, or not, and nobody hears of it. */
  | { is: "silent" | "gave_up"; isBilled: boolean }
  /** Drawn and billed; the line breaks in the middle of the answer, or our own code does. */
  | { is: "cut" | "breaks" };

/** A call as the provider sees it. */
export type Call = {
  number: number;
  resultId: string;
  process: WorkerProcess;
  outcome: Outcome;
  isOpen: boolean;
  /** Whoever called waits for it no longer. */
  isGivenUp: boolean;
  billedMicros: number;
};

const billedMs = 1500;
const refusedMs = 300;
const answerLength = 6;
const kinds: readonly Outcome["is"][] = [
  "picture",
  "draw_failed",
  "filtered",
  "refused",
  "poison",
  "bad_request",
  "overloaded",
  "failed",
  "no_credit",
  "limited",
  "gave_up",
  "cut",
  "breaks",
];
/** How a picture begins, and one that no decoder opens. */
export const pictureByte = kinds.indexOf("picture");
export const poisonByte = kinds.indexOf("poison");

/** A picture costs a little less than its ceiling, each another sum, so that no two are mistaken for each other. */
function costOf(callNumber: number): number {
  return 900 + (callNumber % 90);
}

/** Who draws, bills, and limits; it has its own bill, and says what it was told to say. */
export class Provider {
  readonly calls: Call[] = [];
  readonly #script: readonly Outcome[];
  readonly #usualMs: number;
  readonly #time: VirtualTime;
  readonly #received: (call: Call) => void;

  constructor(input: {
    script: readonly Outcome[];
    usualMs: number;
    time: VirtualTime;
    received: (call: Call) => void;
  }) {
    this.#script = input.script;
    this.#usualMs = input.usualMs;
    this.#time = input.time;
    this.#received = input.received;
  }

  /** The model as one process calls it. */
  modelOf(process: WorkerProcess): ImageModel {
    return {
      call: async ({ request, sink, signal }) => {
        const call = await process.ask(null, () => this.#receive(process, request.prompt));
        if (call.outcome.is === "unreachable")
          return { ended: "unreachable", message: "Nothing left." };
        const answer = await this.#wait(process, call, { signal, deadlineMs: request.deadlineMs });
        if (!answer) return { ended: "unanswered", message: "It was not waited for." };
        if (call.outcome.is === "breaks") throw new Error("A bug of ours.");
        await sink.begin({ status: 200 });
        const half = answer.subarray(0, answerLength / 2);
        await sink.write(half);
        if (call.outcome.is === "cut") {
          await sink.abandon();
          return { ended: "unanswered", message: "The line broke." };
        }
        await sink.write(answer.subarray(answerLength / 2));
        await sink.finish();
        return { ended: "answered" } satisfies CallEnd;
      },
      fetch: null,
      read: ({ answer }) => readAnswer(answer),
      checkKey: async () => ({ verdict: "works", message: "", models: [] }),
    };
  }

  #receive(process: WorkerProcess, resultId: string): Call {
    const number = this.calls.length;
    const outcome = this.#script[number] ?? { is: "picture", ms: this.#usualMs };
    const call: Call = {
      number,
      resultId,
      process,
      outcome,
      isOpen: outcome.is !== "unreachable",
      isGivenUp: false,
      billedMicros: 0,
    };
    this.calls.push(call);
    this.#received(call);
    // What was asked for is drawn and billed, whoever still waits for it.
    if (call.isOpen)
      this.#time.in(msOf(outcome), () => {
        call.isOpen = false;
        call.billedMicros = isBilled(outcome) ? costOf(number) : 0;
      });
    return call;
  }

  /** The answer, or null when the caller's patience ends before it comes. */
  #wait(
    process: WorkerProcess,
    call: Call,
    until: { signal: AbortSignal; deadlineMs: number },
  ): Promise<Uint8Array | null> {
    return new Promise((resolve) => {
      const timers: Appointment[] = [];
      let hasEnded = false;
      const end = (answer: Uint8Array | null) => {
        for (const timer of timers) timer.isOff = true;
        until.signal.removeEventListener("abort", giveUp);
        // Two of them may lie ready when a frozen process goes on: the first counts.
        call.isGivenUp ||= answer === null && !hasEnded;
        hasEnded = true;
        resolve(answer);
      };
      const giveUp = () => end(null);
      if (until.signal.aborted) return end(null);
      until.signal.addEventListener("abort", giveUp);
      const after = (ms: number, answer: Uint8Array | null) =>
        timers.push(this.#time.in(ms, () => process.goesOn(() => end(answer))));
      if (call.outcome.is !== "silent") after(msOf(call.outcome) + 1, answerOf(call));
      after(until.deadlineMs, null);
    });
  }
}

function msOf(outcome: Outcome): number {
  if ("ms" in outcome) return outcome.ms;
  return isBilled(outcome) ? billedMs : refusedMs;
}

function isBilled(outcome: Outcome): boolean {
  if ("ms" in outcome) return true;
  if ("isBilled" in outcome) return outcome.isBilled;
  return outcome.is === "cut" || outcome.is === "breaks";
}

/** Six bytes: what it is, who asked, how long to wait and the limit for a minute. */
function answerOf({ number, outcome }: Call): Uint8Array {
  const waitMs = outcome.is === "limited" ? outcome.waitMs / 100 : 0;
  const perMinute = outcome.is === "limited" ? (outcome.perMinute ?? 0) : 0;
  return Buffer.from([
    kinds.indexOf(outcome.is),
    number >> 8,
    number & 255,
    waitMs,
    perMinute,
    answerLength,
  ]);
}

function readAnswer({ body, whole }: SpooledAnswer): Reading {
  if (body.length < answerLength)
    return whole
      ? refusal("failed", "unreadable_answer", 0)
      : { kind: "ambiguous", message: "It broke off." };
  const [kind = 0, high = 0, low = 0, waitMs = 0, perMinute = 0] = body;
  const costMicros = costOf(high * 256 + low);
  const is = kinds[kind];
  const message = String(is);
  switch (is) {
    case "picture":
    case "poison":
      return { kind: "picture", bytes: Buffer.from(body), costMicros, pictures: 1, warnings: [] };
    case "draw_failed":
      return refusal(is, "no_picture", costMicros);
    case "filtered":
    case "refused":
      return refusal(is, is, costMicros);
    case "bad_request":
    case "overloaded":
      return { kind: is, message };
    case "failed":
      return { kind: "provider_failed", message };
    case "no_credit":
      return { kind: "account", reason: { code: "no_credit", message, until: null } };
    case "limited":
      return {
        kind: "rate_limited",
        waitMs: waitMs * 100,
        perMinute: perMinute || null,
        message,
      };
    default:
      return { kind: "ambiguous", message };
  }
}

function refusal(
  why: "draw_failed" | "filtered" | "refused" | "failed",
  code: "no_picture" | "filtered" | "refused" | "unreadable_answer",
  costMicros: number,
): Reading {
  return { kind: "no_picture", why, code, message: why, costMicros };
}
