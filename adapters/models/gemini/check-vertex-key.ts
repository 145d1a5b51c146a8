import type { KeyVerdict } from "@bunch/core/ports/image-model";
import { bodyOf } from "../http/body-of.ts";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import { addressOf } from "../http/line.ts";
import type { Line } from "../http/line.ts";
import { sentenceWith } from "../http/own-words.ts";
import { sendOnce } from "../http/send-once.ts";
import { CutOff } from "../http/why-of.ts";
import type { VertexEntry } from "./gemini-entry.ts";
import { googleErrorIn, plainError } from "./google-error.ts";
import type { GoogleService } from "./google-service.ts";

const deadlineMs = 10_000;
const question = Buffer.from('{"contents":[{"role":"user","parts":[{"text":"fox"}]}]}');

/** Has each model count the tokens of a word, which is free: Vertex AI has no list of what a key may call. */
export async function checkVertexKey(input: {
  line: Line;
  service: GoogleService;
  apiKey: string;
  catalogue: readonly VertexEntry[];
  signal: AbortSignal;
}): Promise<KeyVerdict> {
  const cut = new AbortController();
  const timer = setTimeout(
    () => cut.abort(new CutOff(`it took more than ${deadlineMs / 1000} s`)),
    deadlineMs,
  );
  const signal = AbortSignal.any([input.signal, cut.signal]);
  try {
    const live = input.catalogue.filter((entry) => entry.status === "live");
    return verdictOf(
      await Promise.all(
        live.map(async (entry) => ({
          id: entry.id,
          ...(await askFor(entry, { ...input, signal })),
        })),
      ),
    );
  } finally {
    clearTimeout(timer);
  }
}

type Told = { status: number | null; words: string };

async function askFor(
  entry: VertexEntry,
  input: { line: Line; service: GoogleService; apiKey: string; signal: AbortSignal },
): Promise<Told> {
  const { line, service, apiKey, signal } = input;
  const place = service.pathOf({ called: entry.calls, apiKey });
  if ("unusable" in place) return { status: null, words: place.unusable };
  const sent = await sendOnce({
    url: addressOf(line, `${place.path}:countTokens`),
    method: "POST",
    headers: {
      ...service.keyHeaders(apiKey),
      "content-type": "application/json",
      "content-length": question.byteLength,
      "accept-encoding": "identity",
    },
    body: [question],
    agent: line.agent,
    connectTimeoutMs: deadlineMs,
    signal,
  });
  if (!sent.sent || !sent.response) return { status: null, words: sent.message };
  const body = await bodyOf(sent.response, signal);
  if (typeof body === "string") return { status: null, words: body };
  const json = cutLongStrings(body);
  // A page with status 200 is nobody's answer.
  if (sent.response.statusCode === 200 && !json)
    return { status: null, words: "The address answers, but not as Vertex AI does." };
  const error = (json && googleErrorIn(json)) ?? plainError(body);
  return { status: sent.response.statusCode ?? 0, words: error.message };
}

/** Joins what the models told; pure. */
export function verdictOf(told: readonly (Told & { id: string })[]): KeyVerdict {
  const models = told.filter(({ status }) => status === 200).map(({ id }) => id);
  if (models.length > 0)
    return { verdict: "works", message: `The key may call ${models.length} models.`, models };
  // A model that is not served here, or a limit, says nothing about the key.
  const refusal = told.find(({ status }) => status === 400 || status === 401 || status === 403);
  if (refusal)
    return {
      verdict: "refused",
      message: sentenceWith(`The provider refuses this key (${refusal.status}).`, refusal.words),
      models: [],
    };
  const [first] = told;
  const message =
    first === undefined
      ? "There is no model to try the key on."
      : first.status === null
        ? first.words
        : first.status === 404
          ? sentenceWith(
              "None of the models is served at this address; check VERTEX_BASE_URL.",
              first.words,
            )
          : sentenceWith(
              `The provider did not answer as it should (${first.status}); try again later.`,
              first.words,
            );
  return { verdict: "unreachable", message, models: [] };
}
