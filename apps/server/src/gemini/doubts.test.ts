import type { Execution } from "@bunch/contracts/execution";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { expectPicture } from "./testing/expect-picture.ts";
import { moneyOf } from "./testing/money-of.ts";
import { type Emulated, startEmulated } from "./testing/start-emulated.ts";

/** The last row of "Errors (HTTP)": perhaps drawn and billed. Shown, drawn again, counted. */
let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated({
    // Also for the good call after the doubt, on a busy machine too.
    env: { GENERATION_TIMEOUT_MS: "5000", RETRY_FIRST_WAIT_MS: "0" },
  });
});
afterAll(() => emulated.stop());

const doubts: [scenario: string, words: string][] = [
  ["gateway_timeout_504", "Deadline expired before operation could complete."],
  ["request_timeout_408", "The provider gave up waiting (408)"],
  ["hang_before_headers", "it took more than 5 s"],
  ["hang_mid_body", "it took more than 5 s"],
  ["slow:10", "it took more than 5 s"],
  ["slow_body:10", "it took more than 5 s"],
  ["reset_after_accept", "ECONNRESET"],
  ["reset_mid_body", "The answer broke off"],
  ["truncated_json", "no complete JSON"],
  ["truncated_json_length", "no complete JSON"],
  ["truncated_body", "The answer broke off"],
];
/** A call that merely comes late is a picture to the provider, and billed. */
const maybeUnbilled = doubts.filter(([scenario]) => !scenario.startsWith("slow"));

describe("an unanswered call is shown as a possible charge and drawn again", () => {
  test.concurrent.each(doubts)(
    "%s, billed: two calls, the doubt stays in the costs",
    async (scenario) => {
      const seen = await emulated.ended(await emulated.submit(`billed [[${scenario},ok]]`));
      expect(seen.execution.status).toBe("completed");
      expect(seen.calls).toHaveLength(2);
      expect(seen.results[0]?.attempts).toBe(2);
      await expectPicture(seen.results[0], seen.calls);
      const money = moneyOf(seen);
      expect(money.settled).toBe(seen.calls[1]?.costMicros);
      expect(money.billed).toBe(money.settled + (seen.calls[0]?.costMicros ?? 0));
      expect(money.possible).toBeGreaterThan(0);
    },
  );

  test.concurrent.each(maybeUnbilled)(
    "%s, not billed: nobody can know, the same is shown",
    async (scenario) => {
      const batch = await emulated.submit(`unbilled [[${scenario}:unbilled,ok]]`);
      const seen = await emulated.ended(batch);
      expect(seen.calls).toHaveLength(2);
      expect(seen.results[0]?.attempts).toBe(2);
      await expectPicture(seen.results[0], seen.calls);
      const money = moneyOf(seen);
      expect(money.settled).toBe(money.billed);
      expect(money.possible).toBeGreaterThan(0);
    },
  );

  test.concurrent.each(doubts)(
    "%s, always: failed after three counted calls, three doubts in the costs",
    async (scenario, words) => {
      const seen = await emulated.ended(await emulated.submit(`never [[${scenario}]]`));
      const [result] = seen.results;
      expect(seen.execution.status).toBe("failed");
      expect(result).toMatchObject({
        status: "failed",
        error_code: "unanswered",
        attempts: 3,
        api_cost: 0,
      });
      expect(result?.error_message).toContain(words);
      expect(seen.calls).toHaveLength(3);
      const money = moneyOf(seen);
      expect(money.settled).toBe(0);
      expect(money.billed).toBeGreaterThan(0);
    },
  );
});

test.concurrent("the doubt is in the costs while the batch still runs", async () => {
  const batch = await emulated.submit("early [[reset_after_accept,slow:10]]");
  const { client } = emulated.bunch;
  // Not by `when`, which waits for the provider to be done with the next call, too.
  let shown: Execution | undefined;
  await until("a doubt is shown", async () => {
    shown = await client.getExecution(batch.id);
    return shown.stats.possible_cost > 0;
  });
  expect(shown).toMatchObject({ status: "processing", completed_at: null });
  const [result] = (await client.listResults(batch.id)).data;
  expect(result?.possible_cost).toBeGreaterThan(0);
  moneyOf(await emulated.ended(batch));
});

test.concurrent("429 without details for ever: after forty refusals the batch pauses with the provider's words", async () => {
  const batch = await emulated.submit("for ever [[overloaded_429]]");
  const seen = await emulated.paused(batch);
  expect(seen.execution.reason).toMatchObject({ code: "provider_overloaded", until: null });
  expect(seen.execution.reason?.message).toContain(
    "Resource has been exhausted (e.g. check quota).",
  );
  expect(seen.calls).toHaveLength(40);
  expect(seen.results[0]).toMatchObject({ status: "pending", attempts: 0 });
  expect(moneyOf(seen)).toEqual({ settled: 0, possible: 0, billed: 0 });
});
