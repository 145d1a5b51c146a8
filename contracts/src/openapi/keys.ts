import { z } from "zod";
import { pageOf, successOf } from "../envelope.ts";
import { ForgottenKey, ProviderKey, RememberedKey, RememberKeyRequest } from "../provider-key.ts";
import type { Described } from "./described-route.ts";
import { exampleKeyId } from "./example-values.ts";
import { refusals } from "./refusals.ts";

export const keys: Described<"listKeys" | "rememberKey" | "forgetKey"> = {
  listKeys: {
    tags: ["Keys"],
    summary: "Your remembered keys",
    description:
      "The newest first, all on one page. Told is what tells them apart; a key itself is never told.",
    responses: {
      "200": {
        description: "The keys.",
        content: { "application/json": { schema: pageOf(ProviderKey) } },
      },
      ...refusals(),
    },
  },
  rememberKey: {
    tags: ["Keys"],
    summary: "Remember a key",
    description:
      "Asks the provider, for free, what the key is worth, and stores it sealed for you alone, whatever the verdict. Give its id as key_id then, in place of api_key.",
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: RememberKeyRequest.meta({ id: "RememberKeyRequest" }),
          examples: {
            key: {
              summary: "A key with a name",
              value: { api_key: "YOUR_GEMINI_API_KEY", name: "The studio's" },
            },
            untested: {
              summary: "Without asking the provider",
              value: { api_key: "YOUR_GEMINI_API_KEY", vendor: "gemini", test: false },
            },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "What is told of it from now on.",
        content: { "application/json": { schema: successOf(RememberedKey) } },
      },
      ...refusals("bad_request", "body_too_large", "wrong_state"),
    },
  },
  forgetKey: {
    tags: ["Keys"],
    summary: "Forget a key",
    description:
      "It is deleted and can be taken for nothing new. Batches that were started with it have a sealed copy of their own, which goes with them: cancel and delete these too, or revoke the key at the provider, if it must not be used any more.",
    requestParams: {
      path: z.object({
        id: z.uuid().meta({ description: "The key's id.", example: exampleKeyId }),
      }),
    },
    responses: {
      "200": {
        description: "It is gone.",
        content: { "application/json": { schema: successOf(ForgottenKey) } },
      },
      ...refusals("not_found"),
    },
  },
};
