import { answerBytes } from "../answer-content.ts";
import { newCallRecord } from "../bill.ts";
import { judgeScenario, orRefusal, refused, requestOf } from "../judge-call.ts";
import { isJsonObject } from "../json-object.ts";
import { performWork } from "../perform-work.ts";
import type { WorkResult } from "../perform-work.ts";
import type { Provider } from "../provider.ts";
import { RequestRefused } from "../read-request.ts";
import type { Delivery } from "../scenario.ts";
import type { BatchJob } from "./batch-job.ts";
import type { BatchLine } from "./read-lines.ts";

const batchPriceShare = 0.5;

/** What a line came to, and its line in the results; null where that is left out. */
export interface AnsweredLine {
  succeeded: boolean;
  bytes: Buffer | null;
}

/** Answers one line of a job as a live call would be, at half the price. */
export function answerLine(provider: Provider, job: BatchJob, line: BatchLine): AnsweredLine {
  const call = newCallRecord({
    id: provider.nextCallId(),
    receivedAt: new Date().toISOString(),
    model: job.model.id,
    apiVersion: job.apiVersion,
    keyLastFour: job.keyLastFour,
    keyInUrl: false,
    inFlight: 0,
    batch: `batches/${job.id}`,
  });
  provider.calls.push(call);
  const request = orRefusal(() => requestOf(provider, line.request, job, job.model, call));
  const verdict =
    request instanceof RequestRefused
      ? refused(call, "request", request.reply)
      : judgeScenario(provider, { model: job.model, request }, call);
  const work = performWork(verdict, call, provider.options, batchPriceShare);
  provider.limits.spendingOf(job.project).charge(call.costMicros, provider.clock.nowMs());
  call.status = work.status;
  call.arrived = "whole";
  const succeeded = work.status === 200;
  return { succeeded, bytes: delivered(resultLine(job, line, work), verdict.delivery) };
}

function resultLine(job: BatchJob, line: BatchLine, work: WorkResult): Buffer {
  const name = job.inputFile === null ? "metadata" : "key";
  const value = job.inputFile === null ? line.metadata : line.key;
  const answer =
    work.status === 200 && work.content
      ? { kind: "response", bytes: answerBytes(work.content, "one line") }
      : { kind: "error", bytes: [Buffer.from(JSON.stringify(statusOf(work)))] };
  const own = value === undefined ? "" : `${JSON.stringify(name)}:${JSON.stringify(value)},`;
  return Buffer.concat([
    Buffer.from(`{${own}"${answer.kind}":`),
    ...answer.bytes,
    Buffer.from("}\n"),
  ]);
}

/** A broken connection has no place in a file: its line is torn, or not there. */
function delivered(bytes: Buffer, delivery: Delivery): Buffer | null {
  switch (delivery) {
    case "whole":
    case "slowly":
      return bytes;
    case "cut_chunked":
    case "cut_with_length":
    case "closed_before_length":
      return Buffer.concat([bytes.subarray(0, Math.floor(bytes.length / 2)), Buffer.from("\n")]);
    case "hang_before_headers":
    case "hang_mid_body":
    case "reset_after_accept":
    case "reset_mid_body":
      return null;
    default:
      return delivery satisfies never;
  }
}

const codes: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
};

/** An error as it stands in a line: gRPC's code, not HTTP's. */
function statusOf({ status, content }: WorkResult): { code: number; message: string } {
  const json: unknown = Array.isArray(content?.json) ? content.json[0] : content?.json;
  const error = isJsonObject(json) ? json["error"] : null;
  if (!isJsonObject(error)) return { code: status === 408 ? 4 : 13, message: "Internal error." };
  return { code: codes[String(error["status"])] ?? 2, message: String(error["message"]) };
}
