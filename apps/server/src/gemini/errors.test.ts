import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventsOf } from "./testing/events-of.ts";
import { expectPicture } from "./testing/expect-picture.ts";
import { moneyOf } from "./testing/money-of.ts";
import { type Emulated, startEmulated } from "./testing/start-emulated.ts";

/** The rows of "Errors (HTTP)" that are answered and not billed, and what becomes of a batch that meets them. */
let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated();
});
afterAll(() => emulated.stop());

const slots = 10;
const credits = "Your prepayment credits are depleted.";
const accountRows: [scenario: string, code: string, words: string][] = [
  ["api_key_invalid", "bad_key", "API key not valid. Please pass a valid API key."],
  ["api_key_expired", "bad_key", "API key expired. Please renew the API key."],
  ["failed_precondition", "location", "User location is not supported for the API use."],
  ["unauthenticated", "bad_key", "Request had invalid authentication credentials."],
  ["leaked", "key_blocked", "Your API key was reported as leaked. Please use another API key."],
  [
    "service_disabled",
    "key_blocked",
    "Generative Language API has not been used in project 123456789012 before or it is disabled.",
  ],
  [
    "api_key_service_blocked",
    "key_blocked",
    "Requests to this API generativelanguage.googleapis.com method",
  ],
  ["unregistered", "bad_key", "Method doesn't allow unregistered callers"],
  ["credits_depleted", "no_credit", credits],
  ["credits_depleted_429", "no_credit", credits],
  ["model_not_found", "model_gone", "is not found for API version v1beta"],
  ["rate_day", "daily_quota", "You exceeded your current quota"],
  ["spending_cap", "spending_cap", "Your project has exceeded its monthly spending cap."],
  ["limit_zero", "spending_cap", "limit: 0"],
];

describe("an answer about the account pauses the batch at once", () => {
  test.concurrent.each(accountRows)("%s: paused as %s, %j", async (scenario, code, words) => {
    const total = 2 * slots + 5;
    const prompts = Array.from({ length: total }, (_, n) => `account ${n} [[${scenario}]]`);
    const batch = await emulated.submit(prompts);
    const { execution, results, calls, ...rest } = await emulated.paused(batch);
    expect(execution.reason?.code).toBe(code);
    expect(execution.reason?.message).toContain(words);
    // Those in flight when the first answer came, and no more.
    expect(calls.length).toBeLessThanOrEqual(slots);
    expect(new Set(calls.map((call) => call.prompt)).size).toBe(calls.length);
    expect(results).toHaveLength(total);
    for (const result of results)
      expect(result).toMatchObject({ status: "pending", attempts: 0, error_code: null });
    expect(moneyOf({ execution, results, calls, ...rest })).toEqual({
      settled: 0,
      possible: 0,
      billed: 0,
    });
    // Another batch goes all the way meanwhile: whoever hands out work has had many turns.
    await emulated.ended(await emulated.submit([1, 2, 3].map((n) => `${scenario} beside ${n}`)));
    expect(emulated.callsOf(batch)).toHaveLength(calls.length);
    expect((await emulated.look(batch)).execution.status).toBe("paused");
  });

  test.concurrent("404: the reason names a model that lives, and not the one that is gone", async () => {
    const seen = await emulated.paused(await emulated.submit("gone [[model_not_found]]"));
    const { data: models } = await emulated.bunch.client.models();
    const others = models.filter(
      (one) => one.status === "live" && !one.simulated && one.id !== seen.execution.model,
    );
    const [advice = ""] = seen.execution.reason?.message.split(/models\//u) ?? [];
    expect(others.some((one) => advice.includes(`Start again with ${one.id}`))).toBe(true);
  });

  test.concurrent("per day: until is the next midnight in California, whatever the told delay says", async () => {
    const beforeMs = Date.now();
    const seen = await emulated.paused(await emulated.submit("today [[rate_day:3]]"));
    const untilMs = Date.parse(seen.execution.reason?.until ?? "");
    const there = new Date(untilMs).toLocaleTimeString("en-GB", {
      timeZone: "America/Los_Angeles",
    });
    expect(there).toBe("00:00:00");
    expect(untilMs).toBeGreaterThan(beforeMs);
    // A day has up to 25 hours there.
    expect(untilMs).toBeLessThanOrEqual(Date.now() + 25 * 3_600_000);
  });

  test.concurrent("only a per-day limit ends by itself: every other reason waits for somebody", async () => {
    const scenarios = accountRows.map(([name]) => name).filter((name) => name !== "rate_day");
    for (const scenario of scenarios) {
      const seen = await emulated.paused(await emulated.submit(`waits [[${scenario}:3]]`));
      expect([scenario, seen.execution.reason?.until]).toEqual([scenario, null]);
    }
  });
});

describe("a wrong request fails its result alone, unpaid", () => {
  test.concurrent.each([
    ["invalid_argument", "Request contains an invalid argument."],
    ["invalid_argument_field", "contents is not specified"],
    ["error_in_array_400", "Request contains an invalid argument."],
  ])("%s: one call, bad_request, the others go on", async (scenario, words) => {
    const batch = await emulated.submit([`wrong [[${scenario},ok]]`, "right 1", "right 2"]);
    const seen = await emulated.ended(batch);
    const [wrong, ...right] = seen.results;
    expect(seen.execution).toMatchObject({ status: "completed", stats: { failed: 1 } });
    expect(wrong).toMatchObject({
      status: "failed",
      error_code: "bad_request",
      attempts: 1,
      api_cost: 0,
      possible_cost: 0,
    });
    expect(wrong?.error_message).toContain(words);
    for (const result of right) await expectPicture(result, seen.calls);
    expect(seen.calls).toHaveLength(3);
    const money = moneyOf(seen);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
  });
});

describe("429 with a delay: wait that long, then go on; not an attempt", () => {
  test.concurrent.each(["1.2", "0.987654321"])("%s s", async (seconds) => {
    const batch = await emulated.submit(`slower [[rate_minute:${seconds},ok]]`);
    const held = await emulated.when("it waits", batch, (one) => one.waiting !== null);
    expect(held.execution).toMatchObject({ status: "processing", reason: null });
    expect(held.execution.waiting?.code).toBe("rate_limited");
    expect(held.execution.waiting?.message).toContain(`Please retry in ${seconds}s.`);
    const untilMs = Date.parse(held.execution.waiting?.until ?? "");
    const seen = await emulated.ended(batch);
    const [refused, drawn, ...more] = seen.calls;
    expect(more).toEqual([]);
    const refusedMs = Date.parse(refused?.finishedAt ?? "");
    const drawnMs = Date.parse(drawn?.receivedAt ?? "");
    // The provider's own clock shows whole milliseconds.
    expect(drawnMs - refusedMs).toBeGreaterThanOrEqual(Number(seconds) * 1000 - 1);
    expect(untilMs - refusedMs).toBeGreaterThanOrEqual(Number(seconds) * 1000 - 1);
    await expectPicture(seen.results[0], seen.calls);
    expect(seen.results[0]?.attempts).toBe(1);
    expect(seen.execution.waiting).toBeNull();
    const money = moneyOf(seen);
    expect(money).toMatchObject({ settled: money.billed, possible: 0 });
    expect(money.billed).toBe(drawn?.costMicros);
  });

  test.concurrent("refused for pace more often than attempts are allowed, it still completes with one", async () => {
    const seen = await emulated.ended(await emulated.submit("patient [[rate_minute:0.05*6,ok]]"));
    expect(seen.calls).toHaveLength(7);
    expect(seen.results[0]?.attempts).toBe(1);
    await expectPicture(seen.results[0], seen.calls);
    expect(moneyOf(seen).settled).toBe(seen.calls.at(-1)?.costMicros);
  });

  test.concurrent("the whole batch is held back, not the one result that was told", async () => {
    const prompts = Array.from({ length: 2 * slots }, (_, n) => `held ${n}`);
    const batch = await emulated.submit(["told [[rate_minute:1,ok]]", ...prompts]);
    const seen = await emulated.ended(batch);
    const events = await eventsOf(emulated, batch);
    const told = events.findIndex((event) => event.type === "result.postponed");
    const heldMs = Date.parse(events[told]?.at ?? "");
    const startedMs = events
      .slice(told)
      .filter((event) => event.type === "result.started")
      .map((event) => Date.parse(event.at));
    expect(startedMs.length).toBeGreaterThan(0);
    expect(Math.min(...startedMs)).toBeGreaterThanOrEqual(heldMs + 1000);
    expect(seen.calls.filter((call) => call.status === 429)).toHaveLength(1);
    expect(seen.execution.stats).toMatchObject({ successful: prompts.length + 1, failed: 0 });
  });
});

describe("429 without details: our own backoff, not an attempt", () => {
  test.concurrent.each(["overloaded_429", "overloaded_429_later"])(
    "%s: six times, then a picture, one attempt",
    async (scenario) => {
      const seen = await emulated.ended(await emulated.submit(`crowded [[${scenario}*6,ok]]`));
      expect(seen.calls).toHaveLength(7);
      expect(seen.results[0]?.attempts).toBe(1);
      await expectPicture(seen.results[0], seen.calls);
      const money = moneyOf(seen);
      expect(money).toMatchObject({ settled: money.billed, possible: 0 });
    },
  );
});

const theirs: [scenario: string, words: string][] = [
  ["internal_500", "An internal error has occurred."],
  ["bad_gateway_502", "502"],
  ["unavailable_503", "The model is overloaded. Please try again later."],
  ["error_in_array", "The model is overloaded. Please try again later."],
  ["error_without_body", "500"],
];

describe("a failure of the provider's is tried again, each try counted and unpaid", () => {
  test.concurrent.each(theirs)(
    "%s: failed after three calls, in the provider's own words",
    async (scenario, words) => {
      const seen = await emulated.ended(await emulated.submit(`broken [[${scenario}]]`));
      const [result] = seen.results;
      expect(seen.execution.status).toBe("failed");
      expect(result).toMatchObject({
        status: "failed",
        error_code: "provider_error",
        attempts: 3,
        api_cost: 0,
        possible_cost: 0,
      });
      expect(result?.error_message).toContain(words);
      expect(result?.error_message).not.toMatch(/[<>{}]/u);
      expect(seen.calls).toHaveLength(3);
      expect(moneyOf(seen)).toEqual({ settled: 0, possible: 0, billed: 0 });
    },
  );

  test.concurrent.each(theirs)(
    "%s: twice, then a picture, and only that is paid",
    async (scenario) => {
      const seen = await emulated.ended(await emulated.submit(`passing [[${scenario}*2,ok]]`));
      expect(seen.calls).toHaveLength(3);
      expect(seen.results[0]?.attempts).toBe(3);
      await expectPicture(seen.results[0], seen.calls);
      expect(moneyOf(seen)).toMatchObject({
        settled: seen.calls.at(-1)?.costMicros,
        possible: 0,
      });
    },
  );
});
