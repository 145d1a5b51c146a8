import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectPicture } from "../gemini/testing/expect-picture.ts";
import { moneyOf } from "../gemini/testing/money-of.ts";
import { type Emulated, startEmulated } from "../gemini/testing/start-emulated.ts";
import { until } from "../../../../tools/testing/until.ts";
import { pictures } from "../http/testing/pictures.ts";

/** Whole batches drawn by vendors that answer with an id and draw later, over HTTP, with a key of their own each. */
let emulated: Emulated;
let client: pg.Client;
beforeAll(async () => {
  emulated = await startEmulated({ emulator: { latency: { kind: "fixed", ms: 200 } } });
  client = new pg.Client({ connectionString: emulated.connectionString });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await emulated.stop();
});

/** Lets the time of each call pass that is in line for a prompt of a batch; tells how many these are. */
async function makeOverdue(executionId: string, prompt: string): Promise<number | null> {
  const { rowCount } = await client.query(
    `update result_attempts a set sent_at = sent_at - interval '1 hour', deadline_at = now() - interval '6 minutes'
     from workflow_batch_results r
     where r.id = a.result_id and r.execution_id = $1 and r.prompt_text = $2
       and a.state = 'sent' and a.ticket is not null`,
    [executionId, prompt],
  );
  return rowCount;
}

const vendors = [
  { vendor: "fal", model: "fal-flux-2-pro", guided: "fal-seedream-5-flash" },
  { vendor: "Replicate", model: "replicate-flux-schnell", guided: "replicate-seedream-5-lite" },
  { vendor: "Black Forest Labs", model: "flux-2-pro", guided: "flux-2-pro" },
];
let keys = 0;
const submit = (
  model: string,
  prompts: string | string[],
  more: Parameters<Emulated["submit"]>[1] = {},
) => {
  keys += 1;
  const key = `canary-of-a-queue-${String(keys).padStart(4, "0")}`;
  return emulated.submit(prompts, { key, ...more, fields: { model, ...more.fields } });
};

describe.each(vendors)("$vendor", ({ vendor, model, guided }) => {
  // What becomes of a prompt goes on from call to call, whoever is asked: each vendor has its own.
  const own = (prompts: string[]) => prompts.map((prompt) => `${vendor}: ${prompt}`);

  test.concurrent("M12, I3, F23: each picture is paid once, at what was billed, and stored bit for bit", async () => {
    const seen = await emulated.ended(await submit(model, ["a fox", "a bear", "an owl"]));
    expect(seen.execution.status).toBe("completed");
    expect(seen.calls).toHaveLength(3);
    for (const result of seen.results) await expectPicture(result, seen.calls);
    expect(moneyOf(seen)).toMatchObject({ settled: moneyOf(seen).billed, possible: 0 });
    expect(moneyOf(seen).billed).toBeGreaterThan(0);
  });

  test.concurrent("M12: references go along as they are", async () => {
    const files = [pictures.png, pictures.jpeg].map((bytes) => new Blob([new Uint8Array(bytes)]));
    const seen = await emulated.ended(await submit(guided, "a guided fox", { references: files }));
    expect(seen.calls).toHaveLength(1);
    expect(seen.calls[0]?.references.map((one) => one.sha256)).toEqual(
      [pictures.png, pictures.jpeg].map((bytes) =>
        createHash("sha256").update(bytes).digest("hex"),
      ),
    );
    await expectPicture(seen.results[0], seen.calls);
    expect(moneyOf(seen).possible).toBe(0);
  });

  test.concurrent("R4: what the filter stops is told, never asked again, and costs what was billed", async () => {
    const seen = await emulated.ended(await submit(model, own(["no [[job_moderated]]"])));
    expect(["refused", "filtered"]).toContain(seen.results[0]?.error_code);
    expect(seen.calls).toHaveLength(1);
    expect(moneyOf(seen)).toMatchObject({ settled: moneyOf(seen).billed, possible: 0 });
  });

  test.concurrent("R7, R8, R9: limits, overloads, failures and failed jobs pass, each attempt one call", async () => {
    const prompts = [
      "slow down [[rate_images:0.2,ok]]",
      "busy [[overloaded_429,ok]]",
      "broken [[internal_500,ok]]",
      "failed [[job_failed,ok]]",
    ];
    const seen = await emulated.ended(await submit(model, own(prompts)));
    expect(seen.execution.stats).toMatchObject({ successful: 4, failed: 0 });
    expect(seen.calls).toHaveLength(8);
    expect(moneyOf(seen).possible).toBe(0);
  });

  test.concurrent("F23: questions that fail are asked again, and nothing is paid twice", async () => {
    const seen = await emulated.ended(await submit(model, own(["hard to ask [[poll_500:3]]"])));
    expect(seen.execution.status).toBe("completed");
    expect(seen.calls).toHaveLength(1);
    expect(moneyOf(seen)).toMatchObject({ settled: moneyOf(seen).billed, possible: 0 });
  });

  test.concurrent("F24, R17: a picture that was drawn and is not there any more is paid, and told so", async () => {
    const seen = await emulated.ended(await submit(model, own(["gone [[picture_404]]"])));
    expect(seen.results[0]).toMatchObject({ status: "failed", error_code: "unreadable_answer" });
    expect(seen.calls).toHaveLength(1);
    expect(moneyOf(seen)).toMatchObject({ settled: moneyOf(seen).billed, possible: 0 });
    expect(moneyOf(seen).billed).toBeGreaterThan(0);
  });

  test.concurrent("R10, R11, I4: an id that nobody knows, or that never came, is a doubt with its possible charge", async () => {
    const prompts = own(["lost [[job_lost,ok]]", "torn [[reset_mid_body,ok]]"]);
    const batch = await submit(model, prompts);
    // Whoever does not know the id may lag behind, so it is asked on until the call is overdue: which it is from here on.
    const isLost = async () => (await makeOverdue(batch.id, prompts[0] ?? "")) === 1;
    await until("the lost one is in line", isLost);
    const isOver = async () =>
      (await emulated.bunch.client.getExecution(batch.id)).completed_at !== null;
    await until("the lost one is drawn anew", isOver, { withinMs: 60_000 });
    const seen = await emulated.ended(batch);
    expect(seen.execution.stats).toMatchObject({ successful: 2, failed: 0 });
    expect(seen.calls).toHaveLength(4);
    expect(moneyOf(seen).possible).toBeGreaterThan(0);
  }, 120_000);

  test.concurrent.each([
    ["api_key_invalid", "bad_key"],
    ["credits_depleted", "no_credit"],
    ["model_not_found", "model_gone"],
  ])("R6: %s pauses the batch as %s, with nothing billed", async (scenario, code) => {
    const seen = await emulated.paused(await submit(model, own([`account [[${scenario}]]`])));
    expect(seen.execution.reason?.code).toBe(code);
    expect(moneyOf(seen)).toEqual({ settled: 0, possible: 0, billed: 0 });
  });
});

test("K6, I10: no key of theirs stands in an answer, a log or an address", async () => {
  expect(emulated.emulator.calls().filter((call) => call.keyInUrl)).toEqual([]);
  expect(emulated.bunch.output()).not.toContain("canary-of-a-queue");
});
