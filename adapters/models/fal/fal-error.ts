import { isRecord, listOf, recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { plainWords } from "../queued/readings.ts";

/** An error as fal writes it: the model's kinds, one for each field it objects to, and the queue's own. */
export type FalError = { message: string; kinds: readonly string[]; queueKind: string };

/**
 * Finds the error in an answer; null where JSON holds none. A model objects with a list (`detail`, or the list alone), the
 * queue with a sentence and an `error_type`; a request that failed is "completed" with `error`.
 */
export function falErrorIn(text: string): FalError | null {
  const json = parsedJson(text);
  if (json === undefined) return { message: plainWords(text), kinds: [], queueKind: "" };
  const body = recordOf(json);
  const told = Array.isArray(json) ? json : (body["detail"] ?? body["error"] ?? body["message"]);
  const queueKind = textOf(body["error_type"]);
  if (typeof told === "string") return { message: told, kinds: [], queueKind };
  const objections = listOf(told).filter(isRecord);
  if (objections.length === 0)
    return queueKind === "" ? null : { message: "", kinds: [], queueKind };
  return {
    message: objections
      .map(({ loc, msg }) =>
        [listOf(loc).slice(1).join("."), textOf(msg)].filter(Boolean).join(": "),
      )
      .join(" "),
    kinds: objections.map(({ type }) => textOf(type)),
    queueKind,
  };
}

/** The kinds of fal's table of request errors that name the runner, the time or the caller. */
export function isQueueFailure(kind: string): boolean {
  return /^(?:runner_|client_)|timeout$|^internal_error$/u.test(kind);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
