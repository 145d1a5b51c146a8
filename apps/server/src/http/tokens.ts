import { routes } from "@bunch/contracts/routes";
import { ApiToken, CreatedToken, CreateTokenRequest } from "@bunch/contracts/token";
import { createToken } from "@bunch/core/flow/create-token";
import type { StoredToken } from "@bunch/core/ports/token-store";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import { z } from "zod";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { idOf } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { refuseNul } from "./request/parse-request.ts";
import { success } from "./success.ts";

const mostListed = 200;

/** Tokens for scripts: `GET` and `POST /api/tokens`, `DELETE /api/tokens/:id`. That no token does the latter two, the guard sees to. */
export function tokens(app: AppInput): Router {
  const { store, mint } = app.tokens;
  return Router()
    .get(routes.listTokens.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const found = await store.list({ userId, limit: mostListed });
      success(response, z.array(ApiToken), 200, found.map(wireToken));
    })
    .post(routes.createToken.path, jsonBody(smallBodyBytes), async (request, response) => {
      const person = await app.userOf(request);
      const asked = parseBody(CreateTokenRequest, request);
      refuseNul({ name: asked.name });
      const { token, ...stored } = await createToken(
        { store, mint, newId: app.doors.newId },
        {
          userId: person.userId,
          cameBy: cameByOf(request, person),
          name: asked.name.toWellFormed(),
          scope: asked.scope,
          expiresInDays: asked.expires_in_days ?? null,
        },
      );
      app.hideSecret(token);
      app.log.info({ tokenId: stored.id, scope: stored.scope }, "A token was made.");
      success(response, CreatedToken, 201, { ...wireToken(stored), token });
    })
    .delete(routes.revokeToken.path, async (request, response) => {
      const person = await app.userOf(request);
      const tokenId = idOf(request);
      const cameBy = cameByOf(request, person);
      const revoked =
        tokenId === null ? null : await store.revoke({ userId: person.userId, cameBy, tokenId });
      if (!revoked)
        throw new Problem("not_found", "You have no such token. Look at the list of your tokens.");
      app.log.info({ tokenId }, "A token was revoked.");
      success(response, ApiToken, 200, wireToken(revoked));
    });
}

function wireToken(token: StoredToken): ApiToken {
  return {
    id: token.id,
    name: token.name,
    scope: token.scope,
    last_four: token.lastFour,
    created_at: token.createdAt,
    last_used_at: token.lastUsedAt,
    expires_at: token.expiresAt,
    revoked_at: token.revokedAt,
  };
}
