import { randomUUID } from "node:crypto";
import { decideDoubts, cancel, pause, resume, retry } from "@bunch/core/executions/execution-state";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createWorkerRegistry } from "./worker-registry.ts";
import { chooseAny } from "./testing/choose-any.ts";
import { doubt, openLedger, picture, pictureSettled } from "./testing/open-ledger.ts";

const roomy = randomUUID();
let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
  // Room for whatever the tests leave pending.
  await createWorkerRegistry(open.workers).join({
    workerId: roomy,
    spoolId: open.spoolId,
    slots: 1000,
  });
});
afterAll(() => open.close());

const asked: Settlement = { ...doubt, result: { to: "undecided" } };
const refusedByModel: Settlement = {
  ...pictureSettled,
  outcome: "refused",
  costMicros: 7000,
  message: "No.",
  result: { to: "failed", code: "refused", message: "No." },
};
const notDrawn: Settlement = {
  ...pictureSettled,
  outcome: "draw_failed",
  costMicros: 7000,
  message: "Words only.",
  result: { to: "pending", afterMs: 0 },
};

type Decide = Parameters<ReturnType<typeof createExecutionStore>["change"]>[0]["decide"];
const change = (executionId: string, decide: Decide) =>
  createExecutionStore(open.api).change({
    userId: open.userId,
    cameBy: { by: "local", ip: null },
    executionId,
    decide,
    sealKey: null,
  });
const decided = (
  executionId: string,
  decision: "draw_again" | "give_up",
  resultIds: string[] | null = null,
) => change(executionId, (state) => decideDoubts(state, { decision, resultIds }));

/** A batch whose every picture may be paid already, unless fewer are asked for; what is left is pending. */
async function withDoubts(prompts: string[], doubts = prompts.length) {
  const { executionId, resultIds } = await open.submitted({ prompts, onDoubt: "ask" });
  const claims = [];
  for (const resultId of resultIds.slice(0, doubts)) {
    const claim = await open.claim(resultId);
    await open.ledger.settle({ ...claim!, settlement: asked, picture: null, drawnInMs: 1 });
    claims.push(claim!);
  }
  return { executionId, resultIds, claims };
}

const late = (claim: { attemptId: string }, settlement: Settlement, name: string) =>
  open.ledger.settle({
    ...claim,
    settlement,
    picture: settlement.result.to === "completed" ? picture(name) : null,
    drawnInMs: 9,
  });

async function resultsOf(executionId: string) {
  const all = {
    userId: open.userId,
    executionId,
    status: null,
    fromSlot: null,
    limit: 100,
    cursor: null,
  };
  return (await open.views.results(all))?.items ?? [];
}

async function typesOf(executionId: string) {
  const { userId } = open;
  const events = await open.views.eventsAfter({
    userId,
    ownerId: userId,
    executionId,
    sequence: 0,
    limit: 100,
  });
  return events.map((event) => event.type);
}

async function chosen(executionId: string) {
  const ids = (await resultsOf(executionId)).map((one) => one.id);
  const all = await chooseAny(open.workers, [open.workerId]);
  return all.filter((id) => ids.includes(id));
}

test("R18: what is undecided is pending, neither handed out nor claimed, and shown with what it may have cost", async () => {
  const { executionId, resultIds } = await withDoubts(["a", "b", "c"], 1);
  const view = await open.find(executionId);
  expect(view).toMatchObject({
    status: "processing",
    onDoubt: "ask",
    counts: { pending: 3, undecided: 1, possibleMicros: 50_000, undecidedMicros: 50_000 },
  });
  expect((await resultsOf(executionId)).map((one) => [one.status, one.undecided])).toEqual([
    ["pending", true],
    ["pending", false],
    ["pending", false],
  ]);
  expect((await chosen(executionId)).toSorted()).toEqual(resultIds.slice(1).toSorted());
  expect(await open.claim(resultIds[0])).toBeNull();
  await change(executionId, cancel);
  expect((await open.find(executionId)).counts).toMatchObject({ cancelled: 3, undecided: 0 });
});

test("X18: what has only undecided results left pauses with their number and possible cost, and goes on by itself with the first that is drawn again", async () => {
  const { executionId, resultIds } = await withDoubts(["a", "b"]);
  const paused = await open.find(executionId);
  expect(paused).toMatchObject({ status: "paused", reason: { code: "doubts", until: null } });
  expect(paused.reason?.message).toContain("2 pictures may be drawn and charged already");
  expect(paused.reason?.message).toContain("up to $0.10 in all");
  await expect(
    change(executionId, (state) => resume(state, { maxCostMicros: null })),
  ).rejects.toThrow("waits for your decision");
  await decided(executionId, "draw_again", [resultIds[0] ?? ""]);
  expect(await open.find(executionId)).toMatchObject({
    status: "processing",
    reason: null,
    counts: { pending: 2, undecided: 1 },
  });
  expect(await chosen(executionId)).toEqual([resultIds[0]]);
  const again = await open.claim(resultIds[0]);
  expect(again?.earlier).toEqual([]);
  await late(again!, pictureSettled, "again");
  const rest = await open.find(executionId);
  expect(rest).toMatchObject({ status: "paused", counts: { completed: 1, undecided: 1 } });
  expect(rest.reason?.message).toContain("1 picture may be drawn and charged already, up to $0.05");
  expect((await typesOf(executionId)).slice(-4)).toEqual([
    "execution.decided",
    "result.started",
    "result.completed",
    "execution.paused",
  ]);
});

test("X17: given up it fails as doubted, ends the batch, and may be retried later", async () => {
  const { executionId } = await withDoubts(["a", "b"]);
  await decided(executionId, "give_up");
  expect(await open.find(executionId)).toMatchObject({
    status: "failed",
    counts: { failed: 2, pending: 0, undecided: 0, possibleMicros: 100_000, undecidedMicros: 0 },
  });
  for (const one of await resultsOf(executionId))
    expect(one).toMatchObject({ status: "failed", errorCode: "doubted", undecided: false });
  expect((await typesOf(executionId)).slice(-2)).toEqual(["execution.decided", "execution.ended"]);
  await change(executionId, retry);
  expect(await chosen(executionId)).toHaveLength(2);
});

test("X17: of a hundred decisions at once one is carried out; each answers, and the sum of the counts holds", async () => {
  const { executionId } = await withDoubts(["a", "b", "c"]);
  await Promise.all(
    Array.from({ length: 100 }, (_, n) => decided(executionId, n % 2 ? "draw_again" : "give_up")),
  );
  const { counts } = await open.find(executionId);
  expect(counts.undecided).toBe(0);
  expect([counts.pending, counts.failed].toSorted()).toEqual([0, 3]);
  const types = await typesOf(executionId);
  expect(types.filter((type) => type === "execution.decided")).toHaveLength(1);
});

test("X17: an id from elsewhere refuses the whole decision", async () => {
  const [one, other] = [await withDoubts(["a"]), await withDoubts(["b"])];
  for (const strange of [other.resultIds[0] ?? "", randomUUID()])
    await expect(
      decided(one.executionId, "give_up", [one.resultIds[0] ?? "", strange]),
    ).rejects.toThrow("1 of these 2 result_ids is not of this batch, so nothing was decided");
  expect((await open.find(one.executionId)).counts).toMatchObject({ undecided: 1, failed: 0 });
});

test("X18: a batch that its user paused waits for both, and asks once it is resumed", async () => {
  const { executionId, resultIds } = await open.submitted({ onDoubt: "ask", prompts: ["a"] });
  const claim = await open.claim(resultIds[0]);
  await change(executionId, (state) => pause(state, { code: "user", message: "", until: null }));
  await open.ledger.settle({ ...claim!, settlement: asked, picture: null, drawnInMs: 1 });
  expect((await open.find(executionId)).reason?.code).toBe("user");
  await change(executionId, (state) => resume(state, { maxCostMicros: null }));
  expect(await open.find(executionId)).toMatchObject({
    status: "paused",
    reason: { code: "doubts" },
  });
  await decided(executionId, "draw_again");
  expect((await open.find(executionId)).status).toBe("processing");
});

describe("R20: an answer that comes after all", () => {
  test("completes an undecided result by its picture, and the doubt is no more", async () => {
    const { executionId, claims } = await withDoubts(["a", "b"]);
    await late(claims[0]!, pictureSettled, "late");
    const view = await open.find(executionId);
    expect(view).toMatchObject({
      status: "paused",
      counts: { completed: 1, undecided: 1, costMicros: 40_000, possibleMicros: 50_000 },
    });
    expect(view.reason?.message).toContain("1 picture may");
    await late(claims[1]!, pictureSettled, "late too");
    expect(await open.find(executionId)).toMatchObject({
      status: "completed",
      counts: { completed: 2, undecided: 0, possibleMicros: 0 },
    });
  });

  test("fails it where the model would not draw it", async () => {
    const { executionId, claims } = await withDoubts(["a"]);
    await late(claims[0]!, refusedByModel, "");
    expect(await open.find(executionId)).toMatchObject({
      status: "failed",
      counts: { failed: 1, undecided: 0, costMicros: 7000, possibleMicros: 0 },
    });
  });

  test("has it drawn again where no picture came, and the batch goes on by itself", async () => {
    const { executionId, claims, resultIds } = await withDoubts(["a", "b"]);
    await late(claims[0]!, notDrawn, "");
    expect(await open.find(executionId)).toMatchObject({
      status: "processing",
      reason: null,
      counts: { pending: 2, undecided: 1, possibleMicros: 50_000 },
    });
    expect(await chosen(executionId)).toEqual([resultIds[0]]);
    expect((await typesOf(executionId)).slice(-2)).toEqual([
      "result.postponed",
      "execution.resumed",
    ]);
  });

  test("is an extra picture once the result was given up", async () => {
    const { executionId, claims } = await withDoubts(["a"]);
    await decided(executionId, "give_up");
    await late(claims[0]!, pictureSettled, "too late");
    const [result] = await resultsOf(executionId);
    expect(result).toMatchObject({
      status: "failed",
      extraPaths: [picture("too late").path],
      costMicros: 40_000,
      possibleMicros: 0,
    });
  });
});

test("R20: of two doubts of one result the older may be cleared up alone, and the question stays for the other", async () => {
  const { executionId, claims, resultIds } = await withDoubts(["a"]);
  await decided(executionId, "draw_again");
  const second = await open.claim(resultIds[0], 30_000);
  await open.ledger.settle({ ...second!, settlement: asked, picture: null, drawnInMs: 1 });
  const counted = async () => {
    const { status, counts, reason } = await open.find(executionId);
    return { status, ...counts, message: reason?.message };
  };
  expect(await counted()).toMatchObject({ possibleMicros: 80_000, undecidedMicros: 80_000 });
  // Without a picture it changes the money alone.
  await late(claims[0]!, refusedByModel, "");
  expect(await counted()).toMatchObject({
    status: "paused",
    undecided: 1,
    costMicros: 7000,
    possibleMicros: 30_000,
    undecidedMicros: 30_000,
    message: expect.stringContaining("up to $0.03"),
  });
  await late(second!, pictureSettled, "second");
  expect(await counted()).toMatchObject({
    status: "completed",
    undecided: 0,
    possibleMicros: 0,
    undecidedMicros: 0,
  });
});

test("R20: a late picture of the older of two doubts is the result, and the other stays a possible charge", async () => {
  const { executionId, claims, resultIds } = await withDoubts(["a"]);
  await decided(executionId, "draw_again");
  const second = await open.claim(resultIds[0], 30_000);
  await open.ledger.settle({ ...second!, settlement: asked, picture: null, drawnInMs: 1 });
  await late(claims[0]!, pictureSettled, "older");
  expect(await open.find(executionId)).toMatchObject({
    status: "completed",
    counts: { completed: 1, undecided: 0, possibleMicros: 30_000, undecidedMicros: 0 },
  });
});

test("F16: what an answer costs above its ceiling is shown as soon as it passes the cap, in the execution and in its event", async () => {
  const { resultIds, executionId } = await open.submitted({ maxCostMicros: 60_000 });
  const claim = await open.claim(resultIds[0]);
  const dear = { ...pictureSettled, costMicros: 75_000 };
  await late(claim!, dear, "dear");
  expect((await open.find(executionId)).counts).toMatchObject({ overCapMicros: 15_000 });
  const { userId } = open;
  const events = await open.views.eventsAfter({
    userId,
    ownerId: userId,
    executionId,
    sequence: 3,
    limit: 1,
  });
  expect(events[0]).toMatchObject({ type: "result.completed", counts: { overCapMicros: 15_000 } });
  expect(await open.claim(resultIds[1])).toBeNull();
  const { reason } = await open.find(executionId);
  expect(reason).toMatchObject({ code: "cap", next_cost: 0.05 });
  expect(reason?.message).toContain(
    "The next picture may cost up to $0.05, but of the cap of $0.06 only $0.00 is left: $0.075 is spent",
  );
  expect(reason?.message).toContain("Raise the cap to $0.13 or more");
});
