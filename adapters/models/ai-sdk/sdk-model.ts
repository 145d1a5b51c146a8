import { isRecord } from "../http/json-shape.ts";

/** What is asked of a model of the SDK: what versions 2 to 4 of its specification have in common. */
export type SdkWish = {
  prompt: string;
  n: 1;
  size: string | undefined;
  aspectRatio: string | undefined;
  seed: number | undefined;
  files: { type: "file"; data: Uint8Array; mediaType: string }[] | undefined;
  mask: undefined;
  providerOptions: Record<string, never>;
  abortSignal: AbortSignal;
};

/** A model of the SDK, whose answer is not trusted to be what it should. */
export type SdkModel = {
  doGenerate(wish: SdkWish): PromiseLike<unknown>;
  supportsFileInputs: unknown;
};

/** What makes a provider. */
export type SdkFactory = (settings: {
  apiKey: string;
  baseURL?: string;
  fetch: typeof fetch;
}) => unknown;

/** The model of a provider; null where it has none that draws. */
export function sdkModelOf(provider: unknown, calls: string): SdkModel | null {
  const isProvider = isRecord(provider) || typeof provider === "function";
  if (!isProvider) return null;
  const { imageModel, image } = provider as Record<string, unknown>;
  const make = typeof imageModel === "function" ? imageModel : image;
  if (typeof make !== "function") return null;
  const model: unknown = make.call(provider, calls);
  return typeof model === "object" &&
    model !== null &&
    "doGenerate" in model &&
    typeof model.doGenerate === "function"
    ? (model as SdkModel)
    : null;
}
