import { errorScenarios } from "./error-scenarios.ts";
import { isServed } from "./judge-call.ts";
import { emulatedModel, emulatedModels } from "./models.ts";
import type { EmulatedModel } from "./models.ts";
import type { Provider } from "./provider.ts";
import type { PlannedError } from "./scenario.ts";

/** A small answer of the provider in JSON. */
export interface JsonReply {
  status: number;
  body: unknown;
}

const largestPage = 1000;

/** Answers `GET models` and `GET models/{id}`, which cost nothing and check a key. */
export function listModels(
  provider: Provider,
  asked: { key: string | null; id: string | null; pageSize: number; pageToken: string },
): JsonReply {
  provider.modelListCalls += 1;
  if (asked.key === null) return refusal(errorScenarios.unregistered.reply, asked.id);
  if (!provider.keyIsGood(asked.key))
    return refusal(errorScenarios.api_key_invalid.reply, asked.id);
  if (asked.id !== null) {
    const model = emulatedModel(asked.id);
    if (!model || !isServed(model, provider.options))
      return refusal(errorScenarios.model_not_found.reply, asked.id);
    return { status: 200, body: described(model) };
  }
  const all = [
    ...emulatedModels.filter((model) => isServed(model, provider.options)).map(described),
    embedding,
  ];
  const start = Number(asked.pageToken) || 0;
  const end = start + Math.min(Math.max(asked.pageSize, 1), largestPage);
  return {
    status: 200,
    body: {
      models: all.slice(start, end),
      ...(end < all.length && { nextPageToken: String(end) }),
    },
  };
}

// One model that cannot draw, so that a caller has to look at the methods.
const embedding = {
  name: "models/gemini-embedding-001",
  version: "001",
  displayName: "Gemini Embedding 001",
  inputTokenLimit: 2048,
  outputTokenLimit: 1,
  supportedGenerationMethods: [
    "embedContent",
    "countTextTokens",
    "countTokens",
    "asyncBatchEmbedContent",
  ],
};

function described(model: EmulatedModel): Record<string, unknown> {
  return {
    name: `models/${model.id}`,
    version: "001",
    displayName: model.displayName,
    description: `${model.displayName}, emulated.`,
    inputTokenLimit: 65_536,
    outputTokenLimit: 32_768,
    supportedGenerationMethods: ["generateContent", "countTokens", "batchGenerateContent"],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 1,
    ...(model.thinks && { thinking: true }),
  };
}

function refusal(error: PlannedError, id: string | null): JsonReply {
  return {
    status: error.httpStatus,
    body: error.body({ model: id ?? "", delaySeconds: 0, limit: 0 }),
  };
}
