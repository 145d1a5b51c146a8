import { z } from "zod";
import { successOf } from "../envelope.ts";
import { ApiToken, CreatedToken, CreateTokenRequest } from "../token.ts";
import type { Described } from "./described-route.ts";
import { exampleTokenId } from "./example-values.ts";
import { refusals } from "./refusals.ts";

export const tokens: Described<"listTokens" | "createToken" | "revokeToken"> = {
  listTokens: {
    tags: ["Tokens"],
    summary: "Your tokens",
    description:
      "The newest 200 first, those that expired or were revoked included; never the tokens themselves.",
    responses: {
      "200": {
        description: "What each is called, what it may, when it was used last.",
        content: { "application/json": { schema: successOf(z.array(ApiToken)) } },
      },
      ...refusals(),
    },
  },
  createToken: {
    tags: ["Tokens"],
    summary: "Make a token",
    description:
      "The answer is the only one that ever holds it. A script sends it as `Authorization: Bearer bunch_…`. No token makes another one: ask as yourself. At most 50 of a person work at a time.",
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: CreateTokenRequest.meta({ id: "CreateTokenRequest" }),
          examples: {
            run: {
              summary: "For a script that starts batches, for a quarter of a year",
              value: { name: "nightly catalogue", scope: "run", expires_in_days: 90 },
            },
            read: {
              summary: "For a screen on the wall",
              value: { name: "dashboard", scope: "read" },
            },
          },
        },
      },
    },
    responses: {
      "201": {
        description: "It works at once.",
        content: { "application/json": { schema: successOf(CreatedToken) } },
      },
      ...refusals("bad_request", "too_many_tokens", "body_too_large"),
    },
  },
  revokeToken: {
    tags: ["Tokens"],
    summary: "Revoke a token",
    description: "From now on it opens nothing. Revoking twice is revoking once.",
    requestParams: {
      path: z.object({
        id: z.uuid().meta({ description: "The token's id.", example: exampleTokenId }),
      }),
    },
    responses: {
      "200": {
        description: "It is revoked.",
        content: { "application/json": { schema: successOf(ApiToken) } },
      },
      ...refusals("not_found"),
    },
  },
};
