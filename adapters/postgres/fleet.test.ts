import { randomUUID } from "node:crypto";
import { webhookEvents } from "@bunch/contracts/webhook";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createAnalyticsSums } from "./analytics-sums.ts";
import { createDeliveryLog } from "./delivery-log.ts";
import { createFleet } from "./fleet.ts";
import { openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";
import { createWebhookDeliveries } from "./webhook-deliveries.ts";
import { createWebhookStore } from "./webhook-store.ts";

const userId = testUserId;
let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), userId);
});
afterAll(() => open?.close());

async function figure(name: string): Promise<number | undefined> {
  const figures = await createFleet(open.api).figures();
  return figures.find((one) => one.figure === name)?.value;
}

test("N2: a delivery counts as late that was due five minutes ago and that nobody took in hand", async () => {
  const endpointId = randomUUID();
  await createWebhookStore(open.api).add({
    id: endpointId,
    userId,
    url: "https://hooks.example.com/",
    name: null,
    events: [...webhookEvents],
    secret: {
      id: randomUUID(),
      sealed: { encrypted: "00", iv: "01", authTag: "02", salt: "03", keyId: "04" },
    },
    most: 20,
  });
  const messageId = `msg_${randomUUID()}`;
  await createDeliveryLog(open.api).sendTest({ userId, endpointId, messageId });
  expect(await figure("webhooks_late")).toBe(0);
  await open.owner.query(
    "update webhook_deliveries set not_before = now() - interval '301 seconds'",
  );
  expect(await figure("webhooks_late")).toBe(1);
  const deliveries = createWebhookDeliveries(open.workers);
  const lent = await deliveries.take({ lendMs: 60_000, mostOfEndpoint: 2, mostOfPerson: 6 });
  const tried = { at: "2026-11-30T00:00:00Z", status: 500, durationMs: 1, answer: "", error: "no" };
  await deliveries.note({ ...lent!, note: { did: "failed", tried, againInMs: 60_000 } });
  expect(await figure("webhooks_late")).toBe(0);
});

test("N2: what no sum of the analytics has yet is counted until a worker has added it", async () => {
  const { executionId, resultIds } = await open.submitted({ prompts: ["a fox"] });
  const claim = await open.claim(resultIds[0]);
  await open.ledger.settle({
    ...claim!,
    settlement: pictureSettled,
    picture: picture(executionId),
    drawnInMs: 1,
  });
  expect(await figure("analytics_news")).toBeGreaterThan(0);
  await createAnalyticsSums(open.workers).addUp({ most: 1000 });
  expect(await figure("analytics_news")).toBe(0);
});
