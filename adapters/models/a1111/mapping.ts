import type { SpooledAnswer } from "@bunch/core/ports/spool";
import type { Reading } from "@bunch/core/results/reading";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import { isRecord } from "../http/json-shape.ts";
import type { A1111Entry } from "./a1111-entry.ts";
import { readAnswer } from "./read-answer.ts";
import { readError } from "./read-error.ts";
import { serverErrorOf } from "./server-error.ts";

/** Translates what a web UI answered into our words; touches nothing and throws for nothing it is given. */
export function readA1111(input: {
  answer: SpooledAnswer;
  entry: Pick<A1111Entry, "calls">;
  references: number;
}): Reading {
  const { answer } = input;
  const parsed = cutLongStrings(answer.body);
  const json = parsed && isRecord(parsed.value) ? parsed : null;
  const { status } = answer;
  if (status >= 200 && status < 300) {
    if (!json)
      return {
        kind: "ambiguous",
        message: answer.whole
          ? "The server's answer is no complete JSON; the picture may have been drawn."
          : "The server's answer broke off; the picture may have been drawn.",
      };
    return readAnswer({ ...input, json });
  }
  // Of a cut answer only complete JSON counts: of a page of HTML nobody can tell what was still to come.
  if (!answer.whole && !json)
    return {
      kind: "ambiguous",
      message: `The server's answer (${status}) broke off; the picture may have been drawn.`,
    };
  const error = serverErrorOf(json, answer.body);
  return readError({ ...input, status, error, retryAfterMs: answer.retryAfterMs });
}
