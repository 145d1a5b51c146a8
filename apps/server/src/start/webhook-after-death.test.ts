import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { Webhook as Endpoint, WebhookWithSecret } from "@bunch/contracts/webhook";
import { pageOf, successOf } from "@bunch/contracts/envelope";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { type Receiver, startReceiver } from "../../../../tools/testing/start-receiver.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

let emulator: Emulator;
let there: Receiver;
let bunch: Bunch;
let dataDir: string;
let port: number;

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  there = await startReceiver();
  dataDir = await makeTestFolder();
  port = await freePort();
});
afterEach(async () => {
  await bunch?.stop();
  await there?.stop();
  await emulator?.stop();
});

const start = async (env: Record<string, string> = {}) => {
  bunch = await startBunch({
    oneProcess: "it is killed at a named point, and nobody else must tell meanwhile",
    dataDir,
    port,
    env: { GEMINI_BASE_URL: emulator.url, WEBHOOKS_ALLOW: "http,ports,private", ...env },
  });
};

test("H3, I7: a server that is killed between the end of a batch and its webhook tells it once it is back", async () => {
  await start({ CRASH_AT: "after_settle" });
  const headers = { "content-type": "application/json" };
  const registered = await fetch(`${bunch.url}/api/webhooks`, {
    method: "POST",
    headers,
    body: JSON.stringify({ url: there.url }),
  });
  const { secret } = successOf(WebhookWithSecret).parse(await registered.json()).data;
  const form = new FormData();
  form.set("api_key", "AIzaWebhooks");
  form.set("prompts", '["a fox"]');
  const { execution_id: id } = await bunch.client.execute(form, crypto.randomUUID());
  expect(await bunch.ended).toBe("SIGKILL");
  expect(there.received).toEqual([]);

  await start();
  await until("it arrived", () => there.received.length > 0, { give: bunch.output });
  const [got] = there.received;
  const message = new Webhook(secret).verify(got!.body, got!.headers as Record<string, string>);
  expect(message).toMatchObject({
    type: "execution.completed",
    data: { execution_id: id, status: "completed" },
  });
  expect(emulator.calls()).toHaveLength(1);
  const listed = await fetch(`${bunch.url}/api/webhooks`);
  expect(pageOf(Endpoint).parse(await listed.json()).data).toHaveLength(1);
}, 120_000);
