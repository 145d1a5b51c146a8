import type { CallRecord } from "./bill.ts";
import type { OutgoingReply } from "./deliver.ts";
import type { Verdict } from "./judge-call.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { randomFrom } from "./random.ts";
import type { PlannedAnswer } from "./scenario.ts";
import { writeAnswer } from "./write-answer.ts";

const drawnInVain: PlannedAnswer = {
  kind: "answer",
  parts: [{ picture: "final" }],
  finishReason: "STOP",
};

/** Does the provider's part: writes the reply and puts the call on the bill, whoever is still listening. */
export function performWork(
  verdict: Verdict,
  call: CallRecord,
  options: EmulatorOptions,
): OutgoingReply {
  const { reply, drawing, ambiguous, step } = verdict;
  const plan = reply.kind === "answer" ? reply : ambiguous ? drawnInVain : null;
  let answer: unknown = null;
  if (plan !== null && drawing !== null) {
    const responseId = `${call.id}-${Math.floor(randomFrom(options.seed, "response", call.id) * 2 ** 32).toString(36)}`;
    const written = writeAnswer(plan, { id: call.id, responseId, step, ...drawing }, options);
    answer = written.body;
    call.usage = written.usage;
    call.billed = step.billed ?? (!ambiguous || billsAmbiguous(step.name, options));
    call.costMicros = call.billed ? written.costMicros : 0;
    if (reply.kind === "answer") {
      call.responseId = responseId;
      call.modelVersion = written.modelVersion;
      call.imageSha256 = written.imageSha256;
    }
  }
  call.done = true;
  call.finishedAt = new Date().toISOString();
  if (reply.kind === "answer") return { status: 200, ...json(answer) };
  const body = reply.body({
    model: call.model,
    delaySeconds: Number(verdict.delaySeconds.toFixed(9)),
    limit: options.requestsPerMinute ?? 10,
  });
  if (typeof body !== "string") return { status: reply.httpStatus, ...json(body) };
  return {
    status: reply.httpStatus,
    contentType: "text/html; charset=UTF-8",
    body: Buffer.from(body),
  };
}

function billsAmbiguous(name: string, options: EmulatorOptions): boolean {
  const { ambiguousIsBilled } = options;
  return typeof ambiguousIsBilled === "boolean"
    ? ambiguousIsBilled
    : (ambiguousIsBilled[name] ?? true);
}

function json(value: unknown): { contentType: string; body: Buffer } {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  return { contentType: "application/json; charset=UTF-8", body: Buffer.from(text) };
}
