import { z } from "zod";

/** `POST /api/keys/check`: asks the provider, for free, whether a key is good and what it may call. */
export const KeyCheckRequest = z.object({
  api_key: z.string().min(1).max(500).optional(),
  model: z.string().optional(),
});
export type KeyCheckRequest = z.infer<typeof KeyCheckRequest>;

/** `unreachable` is no verdict on the key: the provider did not answer. */
export const KeyCheck = z.object({
  verdict: z.enum(["works", "refused", "unreachable"]),
  message: z.string(),
  /** Model ids of the catalogue that the key may call. */
  models: z.array(z.string()),
});
export type KeyCheck = z.infer<typeof KeyCheck>;
