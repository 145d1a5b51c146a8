import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawCall } from "../test/raw-call.ts";
import { startEmulator } from "./start-emulator.ts";
import type { Emulator } from "./start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true, pictureBytes: 200_000 });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

// Two words, 900 thoughts and one picture of 1K: 3 + 6750 + 33600.
const drawnCost = 40_353;

test.each([
  ["reset_after_accept", { status: null, error: "ECONNRESET" }],
  ["reset_mid_body", { status: 200, error: "ECONNRESET" }],
  ["truncated_json", { status: 200, error: null }],
  ["truncated_json_length", { status: 200, error: null }],
  ["truncated_body", { status: 200, error: "ECONNRESET" }],
])("%s breaks the answer after the picture was drawn and billed", async (name, seen) => {
  const reply = await rawCall({ url: emulator.url, prompt: `[[${name}]]` });
  expect(reply).toMatchObject(seen);
  expect(() => JSON.parse(reply.text) as unknown).toThrow(SyntaxError);
  if (seen.status === 200) expect(reply.text).toMatch(/"data": "iVBOR/u);
  expect(emulator.bill()).toMatchObject({ billedCalls: 1, unfinished: 0, inFlight: 0 });
  expect(emulator.calls()).toMatchObject([
    { arrived: "broken", status: seen.status, billed: true },
  ]);
});

test("a truncated body announces its whole length, a truncated JSON its own or none", async () => {
  const lengthOf = async (name: string): Promise<[announced: number, sent: number]> => {
    const reply = await rawCall({ url: emulator.url, prompt: `[[${name}]]` });
    return [Number(reply.headers["content-length"] ?? 0), reply.text.length];
  };
  const [wholeAnnounced, halfSent] = await lengthOf("truncated_body");
  expect(wholeAnnounced).toBeGreaterThanOrEqual(2 * halfSent);
  const [announced, sent] = await lengthOf("truncated_json_length");
  expect(announced).toBe(sent);
  expect((await lengthOf("truncated_json"))[0]).toBe(0);
});

test("a call tells when the work was over, and when the last byte had left", async () => {
  await rawCall({ url: emulator.url, prompt: "[[slow_body:0.2]]" });
  await until(() => emulator.calls()[0]?.leftAt !== null);
  const [call] = emulator.calls();
  const sentInMs = Date.parse(call?.leftAt ?? "") - Date.parse(call?.finishedAt ?? "");
  expect(sentInMs).toBeGreaterThan(150);
  await rawCall({ url: emulator.url, prompt: "[[reset_after_accept]]" });
  expect(emulator.calls()[1]).toMatchObject({ leftAt: null });
});

test("whether a lost picture is billed can be set for all, by scenario, and in the prompt", async () => {
  const costOf = async (prompt: string): Promise<number | undefined> => {
    await rawCall({ url: emulator.url, prompt });
    return emulator.calls().at(-1)?.costMicros;
  };
  expect(await costOf("[[reset_after_accept]] x")).toBe(drawnCost);
  expect(await costOf("[[reset_after_accept:unbilled]]")).toBe(0);
  emulator.configure({ ambiguousIsBilled: { gateway_timeout_504: false } });
  expect(await costOf("[[gateway_timeout_504]]")).toBe(0);
  expect(await costOf("[[request_timeout_408]] x")).toBe(drawnCost);
  emulator.configure({ ambiguousIsBilled: false });
  expect(await costOf("[[request_timeout_408]]")).toBe(0);
  expect(await costOf("[[request_timeout_408:billed]] x")).toBe(drawnCost);
});

test("silence before the headers lasts until it is released, and then the answer is whole", async () => {
  const waiting = rawCall({ url: emulator.url, prompt: "[[hang_before_headers]]" });
  await until(() => emulator.bill().billedCalls === 1);
  expect(emulator.bill()).toMatchObject({ inFlight: 1, unfinished: 0 });
  expect(emulator.release()).toBe(1);
  const reply = await waiting;
  expect(JSON.parse(reply.text)).toMatchObject({ candidates: [{ finishReason: "STOP" }] });
  expect(emulator.calls()).toMatchObject([{ status: 200, arrived: "whole" }]);
});

test("silence in the middle of a body can be released over HTTP", async () => {
  const waiting = rawCall({ url: emulator.url, prompt: "[[hang_mid_body]]" });
  await until(() => emulator.bill().billedCalls === 1);
  await until(async () => {
    const released = await fetch(`${emulator.url}/control/release`, { method: "POST" });
    return ((await released.json()) as { released: number }).released === 1;
  });
  expect(JSON.parse((await waiting).text)).toMatchObject({
    candidates: [{ finishReason: "STOP" }],
  });
});

test("a caller that leaves a hung call frees its place, and the bill stays", async () => {
  const leaving = new AbortController();
  const waiting = rawCall({
    url: emulator.url,
    prompt: "[[hang_before_headers]]",
    signal: leaving.signal,
  });
  await until(() => emulator.bill().billedCalls === 1);
  leaving.abort();
  await waiting;
  await until(() => emulator.calls()[0]?.arrived === "caller_left");
  expect(emulator.bill()).toMatchObject({ billedCalls: 1, inFlight: 0 });
});

test("a caller that leaves early ends its own waiting, not the work and not the bill", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 150 } });
  const leaving = new AbortController();
  const waiting = rawCall({ url: emulator.url, signal: leaving.signal });
  await until(() => emulator.bill().calls === 1);
  leaving.abort();
  await waiting;
  expect(emulator.bill()).toMatchObject({ billedCalls: 0, unfinished: 1 });
  await until(() => emulator.bill().unfinished === 0);
  expect(emulator.calls()).toMatchObject([{ billed: true, arrived: "caller_left", status: null }]);
});

test("a hang ends by itself after the longest time allowed", async () => {
  emulator.configure({ longestHangMs: 50 });
  expect((await rawCall({ url: emulator.url, prompt: "[[hang_before_headers]]" })).status).toBe(
    200,
  );
});

test("stopping cuts what still hangs", async () => {
  const other = await startEmulator();
  const waiting = rawCall({ url: other.url, prompt: "[[hang_mid_body]]" });
  await until(() => other.bill().billedCalls === 1);
  await other.stop();
  expect((await waiting).error).toBe("ECONNRESET");
});

test("answers are compressed for callers that accept it, where that is switched on", async () => {
  emulator.configure({ gzip: true });
  const headers = { "accept-encoding": "gzip, deflate" };
  const reply = await fetch(
    `${emulator.url}/v1beta/models/gemini-nano-banana-2.1:generateContent`,
    {
      method: "POST",
      headers: { ...headers, "x-goog-api-key": "AIza-test" },
      body: JSON.stringify({ contents: [{ parts: [{ text: "a fox" }] }] }),
    },
  );
  expect(reply.headers.get("content-encoding")).toBe("gzip");
  expect(await reply.json()).toMatchObject({ candidates: [{ finishReason: "STOP" }] });
  expect((await rawCall({ url: emulator.url })).headers["content-encoding"]).toBeUndefined();
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error("It never came to pass.");
    await sleep(5);
  }
}
