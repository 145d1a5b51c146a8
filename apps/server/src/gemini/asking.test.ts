import type { Execution } from "@bunch/contracts/execution";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventsOf } from "./testing/events-of.ts";
import { expectPicture } from "./testing/expect-picture.ts";
import { moneyOf } from "./testing/money-of.ts";
import { type Emulated, startEmulated } from "./testing/start-emulated.ts";

/** What becomes of calls that may be billed without an answer, where they are not simply made again. */
let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated({
    env: { GENERATION_TIMEOUT_MS: "2000", RETRY_FIRST_WAIT_MS: "0", ON_DOUBT: "fail" },
  });
});
afterAll(() => emulated.stop());

const asks = { fields: { on_doubt: "ask" } };
const decide = (
  batch: { id: string },
  decision: "draw_again" | "give_up",
  ids?: string[],
): Promise<Execution> =>
  emulated.bunch.client.decideDoubts(batch.id, { decision, ...(ids ? { result_ids: ids } : {}) });

describe("with on_doubt set to ask", () => {
  test.concurrent.each([
    ["reset_after_accept", "ECONNRESET"],
    ["hang_before_headers", "it took more than 2 s"],
    ["truncated_json", "no complete JSON"],
    ["gateway_timeout_504", "Deadline expired"],
  ])(
    "R18, X18: %s is called once, and the batch waits with its number and possible cost",
    async (scenario) => {
      const batch = await emulated.submit([`lost [[${scenario}]]`, "drawn"], asks);
      const seen = await emulated.paused(batch);
      expect(seen.execution).toMatchObject({
        on_doubt: "ask",
        status: "paused",
        reason: { code: "doubts", until: null },
        stats: {
          successful: 1,
          pending: 1,
          processing: 0,
          undecided: 1,
          completion_percentage: 50,
        },
      });
      expect(seen.execution.stats.undecided_cost).toBe(seen.execution.stats.possible_cost);
      expect(seen.execution.reason?.message).toMatch(
        /^1 picture may be drawn and charged already, up to \$0\.0\d in all, without having reached us\./,
      );
      expect(seen.results.map((one) => [one.status, one.needs_decision])).toEqual([
        ["pending", true],
        ["completed", false],
      ]);
      expect(seen.calls).toHaveLength(2);
      expect(moneyOf(seen).possible).toBeGreaterThan(0);
    },
  );

  test.concurrent("X17: drawn again, its attempts are counted anew, and the batch ends by itself", async () => {
    const batch = await emulated.submit("once more [[reset_after_accept,ok]]", asks);
    await emulated.paused(batch);
    const after = await decide(batch, "draw_again");
    expect(after).toMatchObject({ reason: null, stats: { undecided: 0 } });
    const seen = await emulated.ended(batch);
    expect(seen.execution.status).toBe("completed");
    expect(seen.results[0]).toMatchObject({ attempts: 1, needs_decision: false });
    await expectPicture(seen.results[0], seen.calls);
    expect(seen.calls).toHaveLength(2);
    const money = moneyOf(seen);
    expect(money.billed).toBe(money.settled + (seen.calls[0]?.costMicros ?? 0));
    const events = await eventsOf(emulated, batch);
    expect(events.map((event) => event.type)).toEqual([
      "execution.submitted",
      "execution.started",
      "result.started",
      "result.postponed",
      "execution.paused",
      "execution.decided",
      "result.started",
      "result.completed",
      "execution.ended",
    ]);
    // Twice is once, and too late it changes nothing.
    expect(await decide(batch, "give_up")).toMatchObject({ status: "completed" });
  });

  test.concurrent("X17: of two, one is drawn again and one given up, which a retry may draw later", async () => {
    const batch = await emulated.submit(
      ["first [[reset_after_accept,ok]]", "second [[reset_after_accept,ok]]"],
      asks,
    );
    const { results } = await emulated.paused(batch);
    const [first, second] = results.map((one) => one.id);
    const still = await decide(batch, "give_up", [first ?? ""]);
    expect(still).toMatchObject({
      status: "paused",
      reason: { code: "doubts" },
      stats: { failed: 1, undecided: 1 },
    });
    expect(still.reason?.message).toMatch(/^1 picture may/);
    await decide(batch, "draw_again", [second ?? ""]);
    const seen = await emulated.ended(batch);
    expect(seen.execution.status).toBe("completed");
    expect(seen.results[0]).toMatchObject({
      status: "failed",
      error_code: "doubted",
      error_message:
        "You gave it up: it may have been drawn and charged, but no answer reached us.",
    });
    expect(seen.calls).toHaveLength(3);
    await emulated.bunch.client.retry(batch.id);
    const retried = await emulated.ended(batch);
    expect(retried.execution.stats).toMatchObject({ successful: 2, failed: 0 });
    expect(moneyOf(retried).possible).toBeGreaterThan(0);
  });

  test.concurrent("X18: it cannot be resumed, which says what to do instead; it can be cancelled", async () => {
    const batch = await emulated.submit("neither [[reset_after_accept]]", asks);
    await emulated.paused(batch);
    await expect(emulated.bunch.client.resume(batch.id)).rejects.toMatchObject({
      status: 409,
      error: { code: "wrong_state", message: expect.stringContaining("give them up") },
    });
    await emulated.bunch.client.cancel(batch.id);
    const seen = await emulated.ended(batch);
    expect(seen.execution.stats).toMatchObject({ cancelled: 1, undecided: 0, undecided_cost: 0 });
    expect(moneyOf(seen).possible).toBeGreaterThan(0);
    await expect(decide(batch, "draw_again")).rejects.toMatchObject({ status: 409 });
  });

  test.concurrent("X17: what is not of this batch is not decided, nor is what is no decision", async () => {
    const batch = await emulated.submit("foreign [[reset_after_accept]]", asks);
    await emulated.paused(batch);
    await expect(decide(batch, "give_up", [crypto.randomUUID()])).rejects.toMatchObject({
      status: 404,
      error: { code: "not_found", details: { field: "result_ids" } },
    });
    await expect(decide({ id: crypto.randomUUID() }, "give_up")).rejects.toMatchObject({
      status: 404,
    });
    await expect(decide(batch, "later" as "give_up")).rejects.toMatchObject({
      status: 400,
      error: {
        details: { field: "decision" },
        message: expect.stringContaining("draw_again, give_up"),
      },
    });
    expect((await emulated.look(batch)).execution.stats.undecided).toBe(1);
  });
});

test.concurrent("R19, X16: with the server's ON_DOUBT=fail a doubt fails at once as doubted, and a retry draws it", async () => {
  const batch = await emulated.submit(["gone [[reset_after_accept,ok]]", "there"]);
  const seen = await emulated.ended(batch);
  expect(seen.execution).toMatchObject({ on_doubt: "fail", status: "completed" });
  expect(seen.results[0]).toMatchObject({ status: "failed", error_code: "doubted", attempts: 1 });
  expect(seen.results[0]?.possible_cost).toBeGreaterThan(0);
  expect(seen.calls).toHaveLength(2);
  await emulated.bunch.client.retry(batch.id);
  expect((await emulated.ended(batch)).execution.stats).toMatchObject({ successful: 2, failed: 0 });
});

test.concurrent("X16: the batch's own wish goes before the server's, and a run again keeps it unless told otherwise", async () => {
  const { client } = emulated.bunch;
  const batch = await emulated.submit("mine [[reset_after_accept,ok]]", {
    fields: { on_doubt: "repay" },
  });
  const { execution, calls } = await emulated.ended(batch);
  expect(execution).toMatchObject({ on_doubt: "repay", status: "completed" });
  expect(calls).toHaveLength(2);
  const again = async (more: Record<string, string>) => {
    const form = new FormData();
    form.set("workflow_id", execution.workflow_id);
    for (const [name, value] of Object.entries(more)) form.set(name, value);
    const { execution_id: id } = await client.execute(form, crypto.randomUUID());
    return (await client.getExecution(id)).on_doubt;
  };
  expect(await again({})).toBe("repay");
  expect(await again({ on_doubt: "ask" })).toBe("ask");
  expect((await client.models()).on_doubt).toBe("fail");
  await expect(emulated.submit("x", { fields: { on_doubt: "never" } })).rejects.toMatchObject({
    status: 400,
    error: { message: expect.stringContaining("repay, ask, fail"), details: { field: "on_doubt" } },
  });
});
