import type { CallEnd, ImageModel, ImageRequest } from "@bunch/core/ports/image-model";
import { ownWords } from "../http/own-words.ts";
import { sinkWithoutKey } from "../http/sink-without-key.ts";
import type { Served } from "../vendor.ts";
import type { AiSdkEntry } from "./ai-sdk-entry.ts";
import { keepOutcome } from "./kept-outcome.ts";
import { loadFactory } from "./load-factory.ts";
import { readAiSdk } from "./mapping.ts";
import { createOnceFetch } from "./once-fetch.ts";
import { type SdkModel, sdkModelOf, type SdkWish } from "./sdk-model.ts";
import { outcomeOfError, outcomeOfResult } from "./sdk-outcome.ts";

/** Models by the providers of Vercel's AI SDK, each asked once by its `doGenerate`: what the SDK wraps around it asks again. */
export function createAiSdk({ catalogue }: Served<AiSdkEntry>): ImageModel {
  const entryOf = (id: string): AiSdkEntry => {
    const own = catalogue.find((entry) => entry.id === id);
    if (!own) throw new Error(`The catalogue has no ${id}.`);
    return own;
  };
  return {
    async call({ request, sink: given, signal: wish }) {
      const apiKey = request.apiKey.trim();
      const sink = sinkWithoutKey(given, apiKey);
      const withoutKey = (words: string) =>
        ownWords(apiKey === "" ? words : words.replaceAll(apiKey, "[key]"));
      const signal = AbortSignal.any([wish, AbortSignal.timeout(request.deadlineMs)]);
      const { fetch, wasUsed, wasTaken, nothingLeft } = createOnceFetch(apiKey);
      const entry = entryOf(request.entry.id);
      try {
        if (wish.aborted) return unreachable("the call was given up before");
        const model = await modelOf(entry, apiKey, fetch);
        if (typeof model === "string") return unreachable(withoutKey(model));
        const answer = await generated(model, wishOf(request, entry, signal));
        if ("result" in answer) {
          await keepOutcome(sink, outcomeOfResult(answer.result));
          return { ended: "answered" };
        }
        // Once the request is taken, an error is of a question or a download behind it, and no refusal.
        const told = signal.aborted || wasTaken() ? null : outcomeOfError(answer.error, wasUsed());
        if (told) {
          await keepOutcome(sink, told);
          return { ended: "answered" };
        }
        const why = signal.aborted ? "it was not waited for" : withoutKey(whyOf(answer.error));
        return nothingLeft()
          ? unreachable(why)
          : { ended: "unanswered", message: `No answer came by ${entry.package}: ${why}` };
      } finally {
        // After a finished answer this does nothing.
        await sink.abandon();
      }
    },
    fetch: null,
    read: ({ answer, entry, imageSize, references }) =>
      readAiSdk({ answer, entry, catalogue, imageSize, references }),
    checkKey: async () => ({
      verdict: "unreachable",
      message: "Providers of the AI SDK have no address at which a key could be checked for free.",
      models: [],
    }),
  };
}

const unreachable = (why: string): CallEnd => ({
  ended: "unreachable",
  message: `Nothing was sent: ${why}`,
});

/** The model, or why there is none; a key is always given, as packages look for one in the environment otherwise. */
async function modelOf(
  entry: AiSdkEntry,
  apiKey: string,
  way: typeof fetch,
): Promise<SdkModel | string> {
  try {
    const factory = await loadFactory(entry);
    const { baseUrl } = entry;
    const provider = factory({ apiKey, ...(baseUrl && { baseURL: baseUrl }), fetch: way });
    return sdkModelOf(provider, entry.calls) ?? `${entry.package} has no ${entry.calls} that draws`;
  } catch (error) {
    return whyOf(error);
  }
}

function wishOf(request: ImageRequest, entry: AiSdkEntry, abortSignal: AbortSignal): SdkWish {
  const { aspectRatio, imageSize, references, seed } = request;
  const isRatio = entry.sizing === "ratio";
  return {
    prompt: request.prompt,
    n: 1,
    size: isRatio ? undefined : entry.pixels[imageSize]?.[aspectRatio]?.join("x"),
    aspectRatio: isRatio ? aspectRatio : undefined,
    seed: seed ?? undefined,
    // Even an empty list would ask for an edit.
    files:
      references.length === 0
        ? undefined
        : references.map(({ bytes, mimeType }) => ({
            type: "file",
            data: bytes,
            mediaType: mimeType,
          })),
    mask: undefined,
    providerOptions: {},
    abortSignal,
  };
}

/** Asks once; a package that does not listen to the signal is not waited for either. */
async function generated(
  model: SdkModel,
  wish: SdkWish,
): Promise<{ result: unknown } | { error: unknown }> {
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const leave = () => reject(wish.abortSignal.reason);
  wish.abortSignal.addEventListener("abort", leave, { once: true });
  try {
    return { result: await Promise.race([model.doGenerate(wish), gone]) };
  } catch (error) {
    return { error };
  } finally {
    wish.abortSignal.removeEventListener("abort", leave);
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : "the package failed";
}
