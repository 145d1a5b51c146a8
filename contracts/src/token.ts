import { z } from "zod";
import { moment, uuid } from "./text-formats.ts";

/** `read` looks at everything of its owner's and changes nothing; `run` does what its owner may, but for tokens. */
const tokenScopes = ["read", "run"] as const;
export type TokenScope = (typeof tokenScopes)[number];

const scope = z.enum(tokenScopes).meta({
  description:
    "read looks at everything of yours and changes nothing. run starts, changes and deletes batches too.",
});

/** `POST /api/tokens`: what the new token is for. */
export const CreateTokenRequest = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .meta({ description: "What you know it by, as the script that uses it." }),
  scope,
  expires_in_days: z.int().min(1).max(3650).optional().meta({
    description: "After that it no longer works; without it, it works until you revoke it.",
  }),
});
export type CreateTokenRequest = z.infer<typeof CreateTokenRequest>;

/** A token as it is listed: never the token itself. */
export const ApiToken = z.object({
  id: uuid,
  name: z.string(),
  scope,
  last_four: z.string().meta({ description: "Its last four characters." }),
  created_at: moment,
  last_used_at: moment.nullable().meta({ description: "To the minute; null until it is used." }),
  expires_at: moment.nullable().meta({ description: "Null when it does not expire." }),
  revoked_at: moment.nullable().meta({ description: "Null while it was not revoked." }),
});
export type ApiToken = z.infer<typeof ApiToken>;

/** The only answer that ever holds a token. */
export const CreatedToken = ApiToken.extend({
  token: z.string().meta({
    description: "Shown this once and stored nowhere: put it where your script finds it.",
  }),
});
