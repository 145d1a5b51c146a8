import { routes } from "@bunch/contracts/routes";
import { DeliveriesQuery, WebhookDelivery } from "@bunch/contracts/webhook";
import { noSuchWebhook } from "@bunch/core/flow/keep-webhooks";
import type { DeliveryView } from "@bunch/core/ports/delivery-log";
import { Problem } from "@bunch/core/problem";
import { type Response, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { idOf } from "./request/ids.ts";
import { parseRequest } from "./request/parse-request.ts";
import { success, successPage } from "./success.ts";
import { endpointIdOf } from "./webhooks.ts";
import { wireDelivery } from "./wire/webhook.ts";

/** What endpoints were told: the list, a test, and once more by hand. A worker sends; these only write what is to be sent. */
export function webhookDeliveries(app: AppInput): Router {
  const { deliveryLog, doors } = app;
  const goesOut = (response: Response, delivery: DeliveryView) =>
    success(response, WebhookDelivery, 202, wireDelivery(delivery));
  return Router()
    .get(routes.listDeliveries.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const asked = parseRequest(DeliveriesQuery, request.query);
      const page = await deliveryLog.list({
        userId,
        endpointId: asked.webhook_id?.toLowerCase() ?? null,
        limit: asked.limit,
        cursor: asked.cursor ?? null,
      });
      successPage(response, WebhookDelivery, {
        data: page.items.map(wireDelivery),
        next: page.next,
      });
    })
    .post(routes.testWebhook.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const endpointId = endpointIdOf(request);
      const messageId = `msg_test_${doors.newId().replaceAll("-", "")}`;
      const sent = await deliveryLog.sendTest({ userId, endpointId, messageId });
      switch (sent) {
        case "unknown":
          throw noSuchWebhook();
        case "off":
          throw isOff();
        case "no_address":
          throw new Problem(
            "wrong_state",
            "This endpoint speaks to the addresses of single batches and has none of its own. Start a batch of the simulator with a webhook_url to try it.",
          );
        default:
          goesOut(response, sent);
      }
    })
    .post(routes.redeliver.path, async (request, response) => {
      const { userId } = await app.userOf(request);
      const deliveryId = idOf(request);
      const sent =
        deliveryId === null ? "unknown" : await deliveryLog.sendAgain({ userId, deliveryId });
      switch (sent) {
        case "unknown":
          throw new Problem(
            "not_found",
            "There is no such delivery. Look at the list of your deliveries; what is over is kept for 30 days.",
          );
        case "off":
          throw isOff();
        default:
          goesOut(response, sent);
      }
    });
}

function isOff(): Problem {
  return new Problem(
    "wrong_state",
    "This endpoint is switched off. Switch it on first, then send it again.",
  );
}
