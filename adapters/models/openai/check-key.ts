import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { askList } from "../http/ask-list.ts";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import { listOf, recordOf } from "../http/json-shape.ts";
import type { Line } from "../http/line.ts";
import { sentenceWith } from "../http/own-words.ts";
import { openAiErrorIn, plainError } from "./openai-error.ts";
import type { OpenAiEntry } from "./openai-entry.ts";

/** Lists what a key may call, which is free; says why where it may call nothing. */
export async function checkKey(input: {
  line: Line;
  apiKey: string;
  catalogue: readonly OpenAiEntry[];
  signal: AbortSignal;
}): Promise<KeyVerdict> {
  const { line, apiKey, signal } = input;
  const got = await askList({
    line,
    path: "/v1/models",
    headers: { authorization: `Bearer ${apiKey}` },
    signal,
  });
  if (typeof got === "string") return { verdict: "unreachable", message: got, models: [] };
  return readModelList(got.status, got.body, input.catalogue);
}

/** Reads the list of models as entries of the catalogue; pure. */
export function readModelList(
  status: number,
  body: Buffer,
  catalogue: readonly OpenAiEntry[],
): KeyVerdict {
  const json = cutLongStrings(body);
  const list = recordOf(json?.value)["data"];
  if (status === 200 && json && Array.isArray(list)) {
    const served = new Set(listOf(list).map((one) => json.textOf(recordOf(one)["id"])));
    const models = catalogue.filter(({ calls }) => served.has(calls)).map(({ id }) => id);
    return { verdict: "works", message: `The key may call ${models.length} models.`, models };
  }
  const words = ((json && openAiErrorIn(json)) ?? plainError(body)).message;
  // A key may be made for drawing alone; then nobody knows before the first picture.
  if (status === 403 && /\bmissing scopes?\b/iu.test(words))
    return {
      verdict: "unreachable",
      message: sentenceWith("This key may not list the models, so it cannot be checked.", words),
      models: [],
    };
  // A limit says nothing about the key; everything else of 4xx does.
  const refused = status >= 400 && status < 500 && status !== 429 && status !== 408;
  return {
    verdict: refused ? "refused" : "unreachable",
    message: sentenceWith(
      refused
        ? `The provider refuses this key (${status}).`
        : `The provider did not answer as it should (${status}); try again later.`,
      words,
    ),
    models: [],
  };
}
