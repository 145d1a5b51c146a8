import { errorScenarios } from "./error-scenarios.ts";
import { isServed } from "./judge-call.ts";
import { emulatedModel, emulatedModels } from "./models.ts";
import type { EmulatedModel } from "./models.ts";
import { errorReply } from "./json-reply.ts";
import type { JsonReply } from "./json-reply.ts";
import { pageOf } from "./page-of.ts";
import type { Provider } from "./provider.ts";

const largestPage = 1000;

/** Answers `GET models` and `GET models/{id}`, which cost nothing and check a key. */
export function listModels(
  provider: Provider,
  asked: { key: string | null; id: string | null; query: URLSearchParams },
): JsonReply {
  provider.modelListCalls += 1;
  if (asked.key === null) return errorReply(errorScenarios.unregistered.reply);
  if (!provider.keyIsGood(asked.key)) return errorReply(errorScenarios.api_key_invalid.reply);
  if (asked.id !== null) {
    const model = emulatedModel(asked.id);
    if (!model || !isServed(model, provider.options))
      return errorReply(errorScenarios.model_not_found.reply, asked.id);
    return { status: 200, body: described(model) };
  }
  const all = [
    ...emulatedModels.filter((model) => isServed(model, provider.options)).map(described),
    embedding,
  ];
  const page = pageOf(all, asked.query, { usualPage: 50, largestPage });
  return { status: 200, body: { models: page.items, ...page.next } };
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
