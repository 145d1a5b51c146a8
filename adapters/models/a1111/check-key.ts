import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { askList } from "../http/ask-list.ts";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import { recordOf } from "../http/json-shape.ts";
import type { Line } from "../http/line.ts";
import { sentenceWith } from "../http/own-words.ts";
import type { A1111Entry } from "./a1111-entry.ts";
import { isCheckpoint } from "./is-checkpoint.ts";
import { ownServerKey } from "../http/own-server-key.ts";
import { serverErrorOf } from "./server-error.ts";

/** Lists the server's checkpoints, which draws nothing; says why where it lets nobody see them. */
export async function checkKey(input: {
  line: Line;
  apiKey: string;
  catalogue: readonly A1111Entry[];
  signal: AbortSignal;
}): Promise<KeyVerdict> {
  const { line, apiKey, signal } = input;
  const got = await askList({
    line,
    path: "/sdapi/v1/sd-models",
    headers: ownServerKey(apiKey),
    signal,
  });
  if (typeof got === "string") return { verdict: "unreachable", message: got, models: [] };
  return readCheckpoints(got.status, got.body, input.catalogue);
}

/** Reads the list of checkpoints as entries of the catalogue; pure. */
export function readCheckpoints(
  status: number,
  body: Buffer,
  catalogue: readonly A1111Entry[],
): KeyVerdict {
  const json = cutLongStrings(body);
  if (status === 200 && json && Array.isArray(json.value)) {
    const checkpoints = json.value.map((one) => {
      const { title, model_name: name, hash } = recordOf(one);
      return { name: json.textOf(name) ?? json.textOf(title) ?? "", hash: json.textOf(hash) ?? "" };
    });
    const has = (called: string) => checkpoints.some((one) => isCheckpoint(called, one));
    return {
      verdict: "works",
      message: `The server has ${checkpoints.length} checkpoints.`,
      models: catalogue.filter(({ calls }) => calls === null || has(calls)).map(({ id }) => id),
    };
  }
  const refused = status === 401 || status === 403;
  const sentence = refused
    ? `The server refuses this key (${status}).`
    : status === 404 || status === 405
      ? "There is a server at this address, but not its API: start it with --api, and check A1111_BASE_URL."
      : `The server did not answer as it should (${status}).`;
  return {
    verdict: refused ? "refused" : "unreachable",
    message: sentenceWith(sentence, serverErrorOf(json, body).message),
    models: [],
  };
}
