import { z } from "zod";
import { KeyCheck } from "./key-check.ts";
import { moment, uuid } from "./text-formats.ts";

/** A remembered key, as far as anybody is told of it; the key itself never goes out. */
export const ProviderKey = z.object({
  id: uuid.meta({ description: "What execute and resume take as key_id." }),
  vendor: z.string().meta({ description: "Whose key it is, as gemini." }),
  name: z.string().nullable(),
  last_four: z.string().nullable().meta({
    description: "The key's last four characters; null where it has fewer than twelve.",
  }),
  created_at: moment,
  last_used_at: moment.nullable().meta({ description: "Null until a batch takes it." }),
  tested_at: moment.nullable().meta({ description: "Null where nobody asked the provider." }),
  test_outcome: KeyCheck.shape.verdict.nullable().meta({
    description: "What the provider said of it then. unreachable is no verdict on the key.",
  }),
  models: z.array(z.string()).nullable().default(null).meta({
    description:
      "Which models it may call, by what the provider said last; null where it never did.",
  }),
  missing_models: z.array(z.string()).nullable().default(null).meta({
    description:
      "Which of its vendor's models it may not call. A model in neither list was not known then.",
  }),
});
export type ProviderKey = z.infer<typeof ProviderKey>;

/** `POST /api/keys`: a key to remember. */
export const RememberKeyRequest = z.object({
  api_key: z.string().min(1).max(500).meta({
    description: "Your key at the provider. It is stored sealed and never told again.",
  }),
  vendor: z.string().max(100).optional().meta({
    description: "Whose key it is; without it the default model's provider.",
  }),
  name: z.string().max(200).optional().meta({ description: "What you call this key." }),
  test: z.boolean().optional().meta({
    description:
      "Whether to ask the provider first, for free, what it is worth; true unless given.",
  }),
});
export type RememberKeyRequest = z.infer<typeof RememberKeyRequest>;

/** What was remembered, and what the provider said of it. */
export const RememberedKey = ProviderKey.extend({
  test_message: z.string().nullable().meta({
    description: "The provider's verdict in words; null where nobody asked.",
  }),
});
export type RememberedKey = z.infer<typeof RememberedKey>;

/** `DELETE /api/keys/:id`: what was forgotten. */
export const ForgottenKey = z.object({ id: uuid });
