import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawCall } from "../test/raw-call.ts";
import { scenarios } from "./scenarios.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true, script: ["safety"] });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const post = (verb: string, body: unknown = {}) =>
  fetch(`${emulator.url}/control/${verb}`, { method: "POST", body: JSON.stringify(body) });
const get = async (verb: string): Promise<unknown> =>
  (await fetch(`${emulator.url}/control/${verb}`)).json();

test("settings, bill, calls and a fresh start work over HTTP as in code", async () => {
  expect((await post("configure", { script: ["internal_500"], retryDelaySeconds: 5 })).status).toBe(
    200,
  );
  await rawCall({ url: emulator.url });
  expect(await get("bill")).toEqual(emulator.bill());
  expect(await get("calls")).toEqual(emulator.calls());
  expect(await get("calls")).toMatchObject([{ scenario: "internal_500", status: 500 }]);
  expect((await post("reset")).status).toBe(200);
  expect(await get("bill")).toMatchObject({ calls: 0, costMicros: 0 });
  await rawCall({ url: emulator.url });
  expect(emulator.calls()).toMatchObject([{ id: "call-000001", scenario: "safety" }]);
});

test.each([
  [{ speed: 3 }, "Unknown setting speed"],
  [{ script: ["nonsense"] }, "knows no scenario"],
  [{ latency: { kind: "slow" } }, "latency cannot be"],
  [{ probabilities: { safety: 0.7, spii: 0.7 } }, "more than 1"],
  [["ok"], "Send a JSON object"],
])("a setting that means nothing is refused and changes nothing: %j", async (change, words) => {
  const before = emulator.configure({});
  const refused = await post("configure", change);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain(words);
  expect(emulator.configure({})).toEqual(before);
});

test("an address that does not exist is a 404, as a page where Google would send one", async () => {
  expect((await post("dance")).status).toBe(404);
  const lost = await fetch(`${emulator.url}/v2/anything`);
  expect([lost.status, lost.headers.get("content-type")]).toEqual([
    404,
    "text/html; charset=UTF-8",
  ]);
});

test("the page's state knows keys by their last four characters, spelt so that they can be given back", async () => {
  emulator.configure({
    acceptedKeys: ["AIza-secret-1111", "AIza-secret-2222"],
    revokedKeys: ["AIza-secret-2222"],
    revokeKeyAfterCalls: { "AIza-secret-1111": 2 },
  });
  const statusOf = async (key: string) => (await rawCall({ url: emulator.url, key })).status;
  expect([await statusOf("AIza-secret-1111"), await statusOf("AIza-secret-2222")]).toEqual([
    200, 400,
  ]);
  const state = await get("state");
  expect(JSON.stringify(state)).not.toContain("secret");
  expect(state).toMatchObject({
    options: { revokedKeys: ["*2222"], revokeKeyAfterCalls: { "*1111": 2 } },
    bill: { byKey: { 1111: { calls: 1 }, 2222: { calls: 1, costMicros: 0 } } },
  });
  expect(await (await post("configure", { revokedKeys: ["*1111"] })).text()).not.toContain(
    "secret",
  );
  expect([await statusOf("AIza-secret-1111"), await statusOf("AIza-secret-2222")]).toEqual([
    400, 200,
  ]);
});

test("an address that cannot be read is not found, and nothing breaks", async () => {
  const models = await fetch(`${emulator.url}/v1beta/models/%E0%A4`, {
    headers: { "x-goog-api-key": "AIza-any" },
  });
  expect(models.status).toBe(404);
  expect((await rawCall({ url: emulator.url, model: "%E0%A4" })).status).toBe(404);
  expect((await fetch(`${emulator.url}//`)).status).toBe(404);
});

test("a browser gets the live page, which runs nothing but its own script", async () => {
  const page = await fetch(emulator.url, { headers: { accept: "text/html,*/*" } });
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("content-security-policy")).toMatch(/script-src 'sha256-[^']+';/u);
  expect(await page.text()).not.toMatch(/\b(?:src|import)\b\s*[=(]/u);
});

test("whoever is no browser gets the list of every scenario at the root", async () => {
  const page = await (await fetch(emulator.url)).text();
  expect(await (await fetch(`${emulator.url}/scenarios.txt`)).text()).toBe(page);
  for (const name of Object.keys(scenarios)) expect(page).toContain(`  ${name} `);
  expect(page).toContain(`GEMINI_BASE_URL=${emulator.url} npm start`);
});
