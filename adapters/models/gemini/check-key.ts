import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { bodyOf } from "../http/body-of.ts";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import { googleErrorIn, plainError } from "./google-error.ts";
import { listOf, recordOf } from "../http/json-shape.ts";
import { addressOf } from "../http/line.ts";
import type { Line } from "../http/line.ts";
import { sentenceWith } from "../http/own-words.ts";
import { sendOnce } from "../http/send-once.ts";
import { CutOff } from "../http/why-of.ts";

const deadlineMs = 10_000;
const mostPages = 5;

/** Lists what a key may call, which is free; says why where it may call nothing. */
export async function checkKey(input: {
  line: Line;
  apiKey: string;
  signal: AbortSignal;
}): Promise<KeyVerdict> {
  const cut = new AbortController();
  const timer = setTimeout(
    () => cut.abort(new CutOff(`it took more than ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  const signal = AbortSignal.any([input.signal, cut.signal]);
  const models: string[] = [];
  try {
    let pageToken = "";
    for (let page = 0; page < mostPages; page += 1) {
      const got = await readPage({ ...input, signal, pageToken });
      if ("verdict" in got) return got;
      models.push(...got.models);
      pageToken = got.nextPageToken;
      if (pageToken === "") break;
    }
    return { verdict: "works", message: `The key may call ${models.length} models.`, models };
  } finally {
    clearTimeout(timer);
  }
}

type Page = { models: string[]; nextPageToken: string };

async function readPage(input: {
  line: Line;
  apiKey: string;
  signal: AbortSignal;
  pageToken: string;
}): Promise<Page | KeyVerdict> {
  const { line, signal, pageToken } = input;
  const next = pageToken === "" ? "" : `&pageToken=${encodeURIComponent(pageToken)}`;
  const sent = await sendOnce({
    url: addressOf(line, `/v1beta/models?pageSize=1000${next}`),
    method: "GET",
    headers: { "x-goog-api-key": input.apiKey, "accept-encoding": "identity" },
    body: [],
    agent: line.agent,
    connectTimeoutMs: deadlineMs,
    signal,
  });
  if (!sent.sent || !sent.response)
    return { verdict: "unreachable", message: sent.message, models: [] };
  const body = await bodyOf(sent.response, signal);
  if (typeof body === "string") return { verdict: "unreachable", message: body, models: [] };
  return readModelList(sent.response.statusCode ?? 0, body);
}

/** Reads one page of the list of models; pure. */
export function readModelList(status: number, body: Buffer): Page | KeyVerdict {
  const json = cutLongStrings(body);
  if (status === 200 && json) {
    const list = recordOf(json.value);
    const models = listOf(list["models"]).map(recordOf).filter(draws);
    return {
      models: models.map((model) => (json.textOf(model["name"]) ?? "").replace(/^models\//u, "")),
      nextPageToken: json.textOf(list["nextPageToken"]) ?? "",
    };
  }
  const words = ((json && googleErrorIn(json)) ?? plainError(body)).message;
  // A limit says nothing about the key; everything else of 4xx does.
  const refused = status >= 400 && status < 500 && status !== 429 && status !== 408;
  const sentence = refused
    ? `The provider refuses this key (${status}).`
    : `The provider did not answer as it should (${status}); try again later.`;
  return {
    verdict: refused ? "refused" : "unreachable",
    message: sentenceWith(sentence, words),
    models: [],
  };
}

function draws(model: Record<string, unknown>): boolean {
  return listOf(model["supportedGenerationMethods"]).includes("generateContent");
}
