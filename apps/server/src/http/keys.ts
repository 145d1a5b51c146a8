import {
  ForgottenKey,
  ProviderKey,
  RememberedKey,
  RememberKeyRequest,
} from "@bunch/contracts/provider-key";
import { routes } from "@bunch/contracts/routes";
import { rememberKey } from "@bunch/core/flow/remember-key";
import { noSuchKey } from "@bunch/core/flow/remembered-key";
import { defaultModel } from "@bunch/core/models/choose-model";
import { refuseForeignKey } from "@bunch/core/models/refuse-foreign-key";
import { Problem } from "@bunch/core/problem";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { askVerdict, testOf } from "./ask-verdict.ts";
import { cameByOf } from "./request/came-by.ts";
import { idOf } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { refuseNul } from "./request/parse-request.ts";
import { checkApiKey } from "./request/read-execute.ts";
import { success, successPage } from "./success.ts";
import { wireKey } from "./wire/key.ts";

/** `/api/keys`: keys that their owner has remembered; none of these ever answers with one. */
export function keys(app: AppInput): Router {
  const { doors, log } = app;
  return Router()
    .get(routes.listKeys.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const data = (await doors.providerKeys.list({ userId })).map(wireKey);
      successPage(response, ProviderKey, { data, next: null });
    })
    .post(routes.rememberKey.path, jsonBody(smallBodyBytes), async (request, response) => {
      const person = await app.userOf(request);
      const { userId } = person;
      const asked = parseBody(RememberKeyRequest, request);
      checkApiKey(asked.api_key);
      refuseNul({ name: asked.name });
      const apiKey = asked.api_key.trim();
      if (apiKey === "")
        throw new Problem("bad_request", "api_key holds nothing but spaces. Give the key.", {
          field: "api_key",
        });
      app.hideSecret(apiKey);
      const vendor = vendorOf(app, asked.vendor);
      refuseForeignKey(doors.models, { apiKey, vendor });
      const told = asked.test === false ? null : await askVerdict(doors.models, { vendor, apiKey });
      const key = await rememberKey(doors, {
        userId,
        cameBy: cameByOf(request, person),
        vendor,
        name: asked.name?.toWellFormed() ?? null,
        apiKey,
        test: told && testOf(told),
      });
      log.info({ keyId: key.id, vendor, testOutcome: key.testOutcome }, "A key was remembered.");
      const data = { ...wireKey(key), test_message: told?.message ?? null };
      success(response, RememberedKey, 200, data);
    })
    .delete(routes.forgetKey.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const keyId = idOf(request);
      if (keyId === null || !(await doors.providerKeys.remove({ userId, keyId })))
        throw noSuchKey();
      log.info({ keyId }, "A key was forgotten.");
      success(response, ForgottenKey, 200, { id: keyId });
    });
}

/** Whose key it is: one of the vendors that ask for keys, by default the one of the default model. */
function vendorOf(app: AppInput, given: string | undefined): string {
  const { catalogue } = app.doors.models;
  const vendors = [...new Set(catalogue.filter((one) => one.needsKey).map((one) => one.vendor))];
  const usual = catalogue.find(({ id }) => id === app.settings.defaultModel);
  const vendor = given ?? (usual?.needsKey ? usual : defaultModel(catalogue)).vendor;
  if (vendors.includes(vendor)) return vendor;
  throw new Problem("bad_request", `vendor is not known. Give one of: ${vendors.join(", ")}.`, {
    field: "vendor",
    allowed: vendors,
  });
}
