import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { recordOf } from "../http/json-shape.ts";
import { sentenceWith } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { Ask, Reply } from "../queued/queued-vendor.ts";
import type { ReplicateEntry } from "./replicate-entry.ts";

/** Asks whose account a key is, which is free. */
export async function checkReplicateKey(input: {
  ask: Ask;
  catalogue: readonly ReplicateEntry[];
}): Promise<KeyVerdict> {
  const reply = await input.ask({ method: "GET", path: "/v1/account" });
  return readReplicateKey(reply, input.catalogue);
}

/** Reads what the account says of a key; pure. */
export function readReplicateKey(reply: Reply, catalogue: readonly ReplicateEntry[]): KeyVerdict {
  if (reply.status === null) return { verdict: "unreachable", message: reply.message, models: [] };
  const { status } = reply;
  const account = recordOf(parsedJson(reply.text));
  const username = account["username"];
  if (status === 200 && typeof username === "string")
    return {
      verdict: "works",
      message: sentenceWith("The key works; its account is", username),
      models: catalogue.filter((entry) => entry.status === "live").map(({ id }) => id),
    };
  const words = account["detail"];
  // A limit says nothing about the key, nor does an address where nobody knows accounts.
  const isRefused = status === 401 || status === 402 || status === 403;
  return {
    verdict: isRefused ? "refused" : "unreachable",
    message: sentenceWith(
      isRefused
        ? `The provider refuses this key (${status}).`
        : `The provider did not answer as it should (${status}); try again later.`,
      typeof words === "string" ? words : "",
    ),
    models: [],
  };
}
