import { KeyCheck, KeyCheckRequest } from "@bunch/contracts/key-check";
import { routes } from "@bunch/contracts/routes";
import { chooseModel } from "@bunch/core/models/choose-model";
import { refuseForeignKey } from "@bunch/core/models/refuse-foreign-key";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { askVerdict } from "./ask-verdict.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { checkApiKey } from "./request/read-execute.ts";
import { success } from "./success.ts";

/** `POST /api/keys/check`: asks the provider, for free, what a key is worth. */
export function checkKey(app: AppInput): Router {
  const { models } = app.doors;
  return Router().post(
    routes.checkKey.path,
    jsonBody(smallBodyBytes),
    async (request, response) => {
      await app.userOf(request);
      const asked = parseBody(KeyCheckRequest, request);
      checkApiKey(asked.api_key);
      const { entry } = chooseModel({
        catalogue: models.catalogue,
        model: asked.model,
        fallback: app.settings.defaultModel,
        aspectRatio: undefined,
        imageSize: undefined,
        variations: undefined,
        references: 0,
      });
      if (!entry.needsKey) {
        const message = `${entry.name} needs no key.`;
        success(response, KeyCheck, 200, { verdict: "works", message, models: [entry.id] });
        return;
      }
      const apiKey = asked.api_key?.trim() || app.settings.serverKeys.get(entry.vendor);
      if (!apiKey)
        throw new Problem("api_key_missing", "There is no key to check. Give one as api_key.", {
          field: "api_key",
        });
      app.hideSecret(apiKey);
      refuseForeignKey(models, { apiKey, vendor: entry.vendor });
      success(response, KeyCheck, 200, await askVerdict(models, { vendor: entry.vendor, apiKey }));
    },
  );
}
