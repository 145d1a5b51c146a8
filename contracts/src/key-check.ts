import { z } from "zod";

/** `POST /api/keys/check`: asks the provider, for free, whether a key is good and what it may call. */
export const KeyCheckRequest = z.object({
  api_key: z.string().min(1).max(500).optional().meta({
    description: "The key to check; without it the server's own.",
  }),
  model: z
    .string()
    .optional()
    .meta({ description: "Whose provider to ask; without it the default's." }),
  key_id: z.uuid().optional().meta({
    description: "A remembered key of yours, in place of api_key; what is told is noted with it.",
  }),
});
export type KeyCheckRequest = z.infer<typeof KeyCheckRequest>;

/** `unreachable` is no verdict on the key: the provider did not answer. */
export const KeyCheck = z.object({
  verdict: z.enum(["works", "refused", "unreachable"]).meta({
    description: "unreachable is no verdict on the key: the provider did not answer.",
  }),
  message: z.string(),
  models: z.array(z.string()).meta({ description: "Ids of the catalogue that the key may call." }),
  missing_models: z.array(z.string()).default([]).meta({
    description: "Ids of the same vendor that it may not call; empty unless it works.",
  }),
});
export type KeyCheck = z.infer<typeof KeyCheck>;
