import { answerBytes } from "./answer-content.ts";
import type { AnswerContent } from "./answer-content.ts";
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

/** What the provider's work came to: JSON with pictures in it, or a page of HTML. */
export type WorkResult = { status: number } & (
  | { content: AnswerContent; html: null }
  | { content: null; html: string }
);

/** Does the provider's part: plans the reply and puts the call on the bill, whoever is still listening. */
export function performWork(
  verdict: Verdict,
  call: CallRecord,
  options: EmulatorOptions,
  priceShare = 1,
): WorkResult {
  const { reply, drawing, ambiguous, step } = verdict;
  const plan = reply.kind === "answer" ? reply : ambiguous ? drawnInVain : null;
  let content: AnswerContent = { json: null, pictures: [] };
  if (plan !== null && drawing !== null) {
    const responseId = `${call.id}-${Math.floor(randomFrom(options.seed, "response", call.id) * 2 ** 32).toString(36)}`;
    const written = writeAnswer(
      plan,
      { id: call.id, responseId, step, priceShare, ...drawing },
      options,
    );
    content = written.content;
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
  if (reply.kind === "answer") return { status: 200, content, html: null };
  const body = reply.body({
    model: call.model,
    delaySeconds: Number(verdict.delaySeconds.toFixed(9)),
    limit: verdict.bound ?? options.requestsPerMinute ?? 10,
  });
  const status = reply.httpStatus;
  if (typeof body === "string") return { status, content: null, html: body };
  return { status, content: { json: body, pictures: [] }, html: null };
}

/** Turns the work into what goes over the wire. */
export function replyOf(work: WorkResult): OutgoingReply {
  if (work.html !== null)
    return {
      status: work.status,
      contentType: "text/html; charset=UTF-8",
      body: [Buffer.from(work.html)],
    };
  const body = answerBytes(work.content, "lines");
  return { status: work.status, contentType: "application/json; charset=UTF-8", body };
}

/** Whether a call whose caller cannot know is billed. */
export function billsAmbiguous(name: string, options: EmulatorOptions): boolean {
  const { ambiguousIsBilled } = options;
  return typeof ambiguousIsBilled === "boolean"
    ? ambiguousIsBilled
    : (ambiguousIsBilled[name] ?? true);
}
