import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { recordOf } from "../http/json-shape.ts";
import { sentenceWith } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { Ask, Reply } from "../queued/queued-vendor.ts";
import type { BflEntry } from "./bfl-entry.ts";
import { bflWordsIn } from "./read-error.ts";

/** Asks how many credits a key has, which is free. */
export async function checkBflKey(input: {
  ask: Ask;
  catalogue: readonly BflEntry[];
}): Promise<KeyVerdict> {
  const reply = await input.ask({ method: "GET", path: "/v1/credits" });
  return readBflKey(reply, input.catalogue);
}

/** Reads what the credits say of a key; pure. */
export function readBflKey(reply: Reply, catalogue: readonly BflEntry[]): KeyVerdict {
  if (reply.status === null) return { verdict: "unreachable", message: reply.message, models: [] };
  const { status, text } = reply;
  const { credits } = recordOf(parsedJson(text));
  if (status === 200 && typeof credits === "number")
    return {
      verdict: "works",
      message: `The key works; it has ${credits} credits, of a cent each.`,
      models: catalogue.filter((entry) => entry.status === "live").map(({ id }) => id),
    };
  // A limit says nothing about the key, nor does an address where nobody knows credits.
  const isRefused = status === 401 || status === 402 || status === 403;
  return {
    verdict: isRefused ? "refused" : "unreachable",
    message: sentenceWith(
      isRefused
        ? `The provider refuses this key (${status}).`
        : `The provider did not answer as it should (${status}); try again later.`,
      bflWordsIn(text),
    ),
    models: [],
  };
}
