import { routes } from "@bunch/contracts/routes";
import {
  CreateWebhookRequest,
  DeletedWebhook,
  RotateSecretRequest,
  UpdateWebhookRequest,
  Webhook,
  WebhookWithSecret,
} from "@bunch/contracts/webhook";
import {
  addWebhook,
  changeWebhook,
  noSuchWebhook,
  replaceWebhookSecret,
} from "@bunch/core/flow/keep-webhooks";
import { Router, type Request } from "express";
import type { AppInput } from "./app-input.ts";
import { idOf } from "./request/ids.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { refuseNul } from "./request/parse-request.ts";
import { success, successPage } from "./success.ts";
import { wireWebhook } from "./wire/webhook.ts";

/** How long a former secret signs beside the new one. */
const usualKeepHours = 24;

/** `/api/webhooks`: where people are told; a secret is in the answers alone that make one. */
export function webhooks(app: AppInput): Router {
  const doors = { ...app.doors, webhooks: app.webhooks, hideSecret: app.hideSecret };
  return Router()
    .get(routes.listWebhooks.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const data = (await app.webhooks.list({ userId })).map(wireWebhook);
      successPage(response, Webhook, { data, next: null });
    })
    .post(routes.createWebhook.path, jsonBody(smallBodyBytes), async (request, response) => {
      const { userId } = await app.userOf(request);
      const asked = parseBody(CreateWebhookRequest, request);
      refuseNul({ name: asked.name, url: asked.url });
      const { endpoint, secret } = await addWebhook(doors, {
        userId,
        url: asked.url ?? null,
        name: asked.name?.toWellFormed() ?? null,
        events: asked.events ?? null,
      });
      app.log.info({ webhookId: endpoint.id }, "A webhook was registered.");
      success(response, WebhookWithSecret, 201, { ...wireWebhook(endpoint), secret });
    })
    .patch(routes.updateWebhook.path, jsonBody(smallBodyBytes), async (request, response) => {
      const { userId } = await app.userOf(request);
      const endpointId = endpointIdOf(request);
      const asked = parseBody(UpdateWebhookRequest, request);
      refuseNul({ name: asked.name, url: asked.url });
      const changed = await changeWebhook(doors, {
        userId,
        endpointId,
        url: asked.url ?? null,
        name: asked.name?.toWellFormed() ?? null,
        events: asked.events ?? null,
        isOn: asked.enabled ?? null,
      });
      app.log.info({ webhookId: endpointId }, "A webhook was changed.");
      success(response, Webhook, 200, wireWebhook(changed));
    })
    .delete(routes.deleteWebhook.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const endpointId = endpointIdOf(request);
      if (!(await app.webhooks.remove({ userId, endpointId }))) throw noSuchWebhook();
      app.log.info({ webhookId: endpointId }, "A webhook was deleted.");
      success(response, DeletedWebhook, 200, { id: endpointId });
    })
    .post(routes.rotateWebhookSecret.path, jsonBody(smallBodyBytes), async (request, response) => {
      const { userId } = await app.userOf(request);
      const endpointId = endpointIdOf(request);
      const { keep_hours: keepHours = usualKeepHours } = parseBody(RotateSecretRequest, request);
      const { endpoint, secret } = await replaceWebhookSecret(doors, {
        userId,
        endpointId,
        keepHours,
      });
      app.log.info({ webhookId: endpointId, keepHours }, "The secret of a webhook was replaced.");
      success(response, WebhookWithSecret, 200, { ...wireWebhook(endpoint), secret });
    });
}

/** The endpoint that an address names; what cannot be an id is as unknown as one that never was. */
export function endpointIdOf(request: Request): string {
  const id = idOf(request);
  if (id === null) throw noSuchWebhook();
  return id;
}
