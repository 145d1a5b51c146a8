import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import { accountReading, statusReading, tooManyReading } from "../queued/readings.ts";
import type { A1111Entry } from "./a1111-entry.ts";
import type { ServerError } from "./server-error.ts";

/** Reads an answer whose HTTP status is an error: whose fault it is, and what helps. Nothing here ever costs. */
export function readError(input: {
  status: number;
  error: ServerError;
  /** What the headers ask to wait. */
  retryAfterMs?: number | undefined;
  entry: Pick<A1111Entry, "calls">;
}): Reading {
  const { status, error, entry } = input;
  const { message: words } = error;
  if (status === 401)
    return accountReading(
      "bad_key",
      "The server does not accept this key; a user and a password are given as user:password.",
      words,
    );
  if (status === 402)
    return accountReading("no_credit", "Whoever runs the server wants to be paid first.", words);
  if (status === 403)
    return accountReading("key_blocked", "The server does not let this key draw.", words);
  if (/\b(?:sampler|init image) not found\b/iu.test(words))
    return {
      kind: "bad_request",
      message: sentenceWith(`The server cannot draw so (${status}).`, words),
    };
  // Some servers pass over a checkpoint that they do not have, some refuse.
  if (/\bmodel\b.{0,300}\bnot found\b|\bno checkpoints? found\b/isu.test(words))
    return accountReading(
      "model_unknown",
      entry.calls === null
        ? "The server has no checkpoint loaded."
        : `The server has no checkpoint ${entry.calls}.`,
      words,
    );
  if (status === 404 || status === 405)
    return accountReading(
      "provider_unreachable",
      "There is a server at this address, but not its API: start it with --api, and check A1111_BASE_URL.",
      words,
    );
  if (status === 429 || isBusy(input)) return tooManyReading(words, input);
  if (isOutOfMemory(error))
    return {
      kind: "provider_failed",
      message: sentenceWith(
        "The graphics card ran out of memory: choose a smaller size, or close what else uses it.",
        words,
      ),
    };
  return statusReading({ status, words, variable: "A1111_BASE_URL" });
}

/** KoboldCpp says 503 while it draws for somebody else, or where it was asked too soon. */
function isBusy({ status, error }: { status: number; error: ServerError }): boolean {
  return status === 503 && /\b(?:busy|too quickly)\b/iu.test(error.message);
}

function isOutOfMemory({ type, message }: ServerError): boolean {
  return type === "OutOfMemoryError" || /\bout of memory\b/iu.test(message);
}
