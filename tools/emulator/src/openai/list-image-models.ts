import { errorReply } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import { emulatedImageModels } from "./models.ts";
import { openAiErrors } from "./openai-errors.ts";

/** Answers `GET /v1/models`, which costs nothing and checks a key. */
export function listImageModels(provider: Provider, key: string): JsonReply {
  provider.modelListCalls += 1;
  if (!provider.keyIsGood(key)) return errorReply(openAiErrors.api_key_invalid);
  const { liveModels, allowShutDown } = provider.options;
  const served = emulatedImageModels.filter(({ id, shutDown }) =>
    liveModels === null ? !shutDown || allowShutDown : liveModels.includes(id),
  );
  // One model that cannot draw, so that a caller has to look at the names.
  const data = [...served.map(({ id }) => id), "gpt-4.1-mini"].map((id) => ({
    id,
    object: "model",
    created: 1_790_000_000,
    owned_by: "system",
  }));
  return { status: 200, body: { object: "list", data } };
}
