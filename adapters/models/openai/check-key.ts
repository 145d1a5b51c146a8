import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { bodyOf } from "../http/body-of.ts";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import { listOf, recordOf } from "../http/json-shape.ts";
import { addressOf } from "../http/line.ts";
import type { Line } from "../http/line.ts";
import { sentenceWith } from "../http/own-words.ts";
import { sendOnce } from "../http/send-once.ts";
import { CutOff } from "../http/why-of.ts";
import { openAiErrorIn, plainError } from "./openai-error.ts";
import type { OpenAiEntry } from "./openai-entry.ts";

const deadlineMs = 10_000;

/** Lists what a key may call, which is free; says why where it may call nothing. */
export async function checkKey(input: {
  line: Line;
  apiKey: string;
  catalogue: readonly OpenAiEntry[];
  signal: AbortSignal;
}): Promise<KeyVerdict> {
  const { line, apiKey } = input;
  const cut = new AbortController();
  const timer = setTimeout(
    () => cut.abort(new CutOff(`it took more than ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  const signal = AbortSignal.any([input.signal, cut.signal]);
  try {
    const sent = await sendOnce({
      url: addressOf(line, "/v1/models"),
      method: "GET",
      headers: { authorization: `Bearer ${apiKey}`, "accept-encoding": "identity" },
      body: [],
      agent: line.agent,
      connectTimeoutMs: deadlineMs,
      signal,
    });
    if (!sent.sent || !sent.response)
      return { verdict: "unreachable", message: sent.message, models: [] };
    const body = await bodyOf(sent.response, signal);
    if (typeof body === "string") return { verdict: "unreachable", message: body, models: [] };
    return readModelList(sent.response.statusCode ?? 0, body, input.catalogue);
  } finally {
    clearTimeout(timer);
  }
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
