import { KeyCheck, KeyCheckRequest } from "@bunch/contracts/key-check";
import { routes } from "@bunch/contracts/routes";
import { openRemembered } from "@bunch/core/flow/remembered-key";
import { chooseModel } from "@bunch/core/models/choose-model";
import { refuseForeignKey } from "@bunch/core/models/refuse-foreign-key";
import type { Person } from "@bunch/core/ports/person";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { askVerdict, testOf, type Verdict } from "./ask-verdict.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { checkApiKey } from "./request/read-execute.ts";
import { success } from "./success.ts";

/** `POST /api/keys/check`: asks the provider, for free, what a key is worth. */
export function checkKey(app: AppInput): Router {
  return Router().post(
    routes.checkKey.path,
    jsonBody(smallBodyBytes),
    async (request, response) => {
      const person = await app.userOf(request);
      const asked = parseBody(KeyCheckRequest, request);
      checkApiKey(asked.api_key);
      const { missing, ...told } =
        asked.key_id === undefined
          ? await checkGiven(app, asked)
          : await checkRemembered(app, { person, keyId: asked.key_id, asked });
      success(response, KeyCheck, 200, { ...told, missing_models: missing });
    },
  );
}

async function checkGiven(app: AppInput, asked: KeyCheckRequest): Promise<Verdict> {
  const { models } = app.doors;
  const { entry } = chooseModel({
    catalogue: models.catalogue,
    model: asked.model,
    fallback: app.settings.defaultModel,
    aspectRatio: undefined,
    imageSize: undefined,
    variations: undefined,
    seed: undefined,
    references: 0,
    today: models.today,
  });
  if (!entry.needsKey)
    return {
      verdict: "works",
      message: `${entry.name} needs no key.`,
      models: [entry.id],
      missing: [],
    };
  const apiKey = asked.api_key?.trim() || app.settings.serverKeys.get(entry.vendor);
  if (!apiKey)
    throw new Problem("api_key_missing", "There is no key to check. Give one as api_key.", {
      field: "api_key",
    });
  app.hideSecret(apiKey);
  refuseForeignKey(models, { apiKey, vendor: entry.vendor });
  return askVerdict(models, { vendor: entry.vendor, apiKey });
}

/** A remembered key is for one vendor; what that one says is noted with it, unless whoever asks may only look. */
async function checkRemembered(
  app: AppInput,
  input: { person: Person; keyId: string; asked: KeyCheckRequest },
): Promise<Verdict> {
  const { doors, hideSecret } = app;
  const { userId, scope } = input.person;
  const keyId = input.keyId.toLowerCase();
  if (input.asked.api_key !== undefined)
    throw new Problem("bad_request", "Give api_key or key_id, not both.", { field: "key_id" });
  const { apiKey, vendor } = await openRemembered({ ...doors, hideSecret }, { userId, keyId });
  if (!doors.models.modelOf(vendor))
    throw new Problem(
      "bad_request",
      `This server does not offer the models of ${vendor}, so that this key cannot be checked.`,
      { field: "key_id" },
    );
  const told = await askVerdict(doors.models, { vendor, apiKey });
  if (scope === "run") await doors.providerKeys.noteTest({ userId, keyId, test: testOf(told) });
  return told;
}
