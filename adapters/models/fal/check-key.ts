import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { sentenceWith } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { Ask, Reply } from "../queued/queued-vendor.ts";
import { falErrorIn } from "./fal-error.ts";
import type { FalEntry } from "./fal-entry.ts";
import { falQuestionOf } from "./ticket.ts";

/** A request that nobody has made. */
const nobodys = "00000000-0000-4000-8000-000000000000";

/**
 * Asks after a request that does not exist, which is free: seen on 2026-10-01, the queue answers 401 to a key that it does
 * not know, and 404 to one that it does. fal has no address that tells more without a key for administrators.
 */
export async function checkFalKey(input: {
  ask: Ask;
  catalogue: readonly FalEntry[];
}): Promise<KeyVerdict> {
  const live = input.catalogue.filter(({ status }) => status === "live");
  const app = (live[0]?.calls ?? "fal-ai/flux-2-pro").split("/").slice(0, 2).join("/");
  const path = falQuestionOf(`${app}/requests/${nobodys}`);
  return readFalKey(await input.ask({ method: "GET", path }), live);
}

/** Reads what the question says of a key; pure. */
export function readFalKey(reply: Reply, live: readonly FalEntry[]): KeyVerdict {
  if (reply.status === null) return { verdict: "unreachable", message: reply.message, models: [] };
  const { status, text } = reply;
  const words = falErrorIn(text)?.message ?? "";
  if (status === 404 && parsedJson(text) !== undefined)
    return {
      verdict: "works",
      message:
        "The provider knows this key; whether its account has credit shows with the first picture.",
      models: live.map(({ id }) => id),
    };
  // A limit says nothing about the key, nor does a page that is no answer of the queue's.
  const isRefused = status === 401 || status === 402 || status === 403;
  return {
    verdict: isRefused ? "refused" : "unreachable",
    message: sentenceWith(
      isRefused
        ? `The provider refuses this key (${status}).`
        : `The provider did not answer as it should (${status}); try again later.`,
      words,
    ),
    models: [],
  };
}
