import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import { emptyReading, lostReading, withheldReading } from "../queued/readings.ts";
import { noCreditReading, untakenReading } from "../queued/untaken-reading.ts";
import { isQueueFailure } from "./fal-error.ts";
import type { FalError } from "./fal-error.ts";

const silent: FalError = { message: "", kinds: [], queueKind: "" };
const noPicture = "no_media_generated";
/** The model's kinds that are no fault of the request. */
const modelFailures: ReadonlySet<string> = new Set([
  "internal_server_error",
  "generation_timeout",
  "downstream_service_error",
  "downstream_service_unavailable",
]);

/** Reads an answer with which a request was not taken: whose fault it is, and what helps. Nothing was drawn. */
export function readRefusal(input: {
  status: number;
  error: FalError | null;
  retryAfterMs?: number | undefined;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
}): Reading {
  const { status } = input;
  const error = input.error ?? silent;
  const words = error.message;
  if (isRefused(error)) return withheldReading("refused", words);
  // An account without credit is answered so, too.
  if (status === 403 && /\b(?:balance|top.?up)\b/iu.test(words)) return noCreditReading(words);
  return untakenReading({ ...input, words, variable: "FAL_BASE_URL" });
}

/**
 * Reads how a request ended that was taken and brought no picture. fal bills none of it: "Server errors (HTTP 500+) are never
 * charged", "You pay only for successful outputs" (fal.ai/docs, FAQ and pricing); that an objection "may still be charged if a
 * runner spent GPU time" is for models billed by the second, which none of the catalogue is.
 */
export function readFailure(input: { status: number; error: FalError | null }): Reading {
  const error = input.error ?? silent;
  const { message: words, kinds, queueKind } = error;
  if (isRefused(error)) return withheldReading("refused", words);
  // Who cancels what is being drawn may find it drawn and billed all the same.
  if (queueKind.startsWith("client_"))
    return lostReading("The request was cancelled at the provider.", words);
  if (kinds.includes(noPicture) || queueKind === noPicture) return emptyReading(words);
  if (input.status === 404)
    return lostReading("The provider knows nothing of this request any more.", words);
  if ([401, 402, 403, 408, 429].includes(input.status))
    return lostReading(
      `The provider does not tell what came of the request (${input.status}).`,
      words,
    );
  const isTheirs =
    isQueueFailure(queueKind) || [...kinds, queueKind].some((kind) => modelFailures.has(kind));
  const objects = kinds.length > 0 || (input.status >= 400 && input.status < 500);
  if (objects && !isTheirs)
    return { kind: "bad_request", message: sentenceWith("The model refused this request.", words) };
  return {
    kind: "provider_failed",
    message: sentenceWith("The provider could not finish the picture.", words),
  };
}

function isRefused({ kinds, queueKind, message }: FalError): boolean {
  return [...kinds, queueKind, ...message.split(/[\s:]+/u)].includes("content_policy_violation");
}
