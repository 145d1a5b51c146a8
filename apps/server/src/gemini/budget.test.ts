import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { EmulatorOptions } from "@bunch/emulator/emulator-options";
import { expect, inject, onTestFinished, test } from "vitest";
import { startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

/** A cap against the provider's own bill, with as many processes and calls at once as a test asks for. */
async function startCapped(input: {
  workers: number;
  slots: number;
  emulator?: Partial<EmulatorOptions>;
}) {
  const emulator: Emulator = await startEmulator({
    thinkingTokens: { min: 700, max: 2200 },
    tinyPictures: true,
    ...input.emulator,
  });
  const database = await createTestDatabase(inject("postgres"));
  const env = {
    GEMINI_BASE_URL: emulator.url,
    DATABASE_URL: database.connectionString,
    ENCRYPTION_KEY: "5e".repeat(32),
    WORKER_CONCURRENCY: String(input.slots),
    MAX_PROMPTS: "1000",
    GENERATION_TIMEOUT_MS: "30000",
  };
  const api = await startBunch({ dataDir: await makeTestFolder(), env, role: "api" });
  const workers = await Promise.all(
    Array.from({ length: input.workers }, async () =>
      startBunch({ dataDir: await makeTestFolder(), env, role: "worker" }),
    ),
  );
  onTestFinished(async () => {
    await Promise.all([api, ...workers].map((process) => process.stop()));
    await emulator.stop();
    await database.drop();
  });

  async function submit(prompts: number, maxCost: number, more: Record<string, string> = {}) {
    const form = new FormData();
    form.set("api_key", "AIzaBudget");
    form.set("prompts", JSON.stringify(Array.from({ length: prompts }, (_, n) => `budget ${n}`)));
    form.set("max_cost", String(maxCost));
    for (const [name, value] of Object.entries(more)) form.set(name, value);
    return (await api.client.execute(form, crypto.randomUUID())).execution_id;
  }

  /** Paused by its cap, nothing under way here nor there. */
  async function capped(id: string) {
    await until(
      "the cap pauses it and the bill is final",
      async () => {
        const { status, stats } = await api.client.getExecution(id);
        const isFinal = emulator.calls().every((call) => call.done);
        return status === "paused" && stats.processing === 0 && isFinal;
      },
      { withinMs: 60_000, give: () => JSON.stringify(emulator.bill()) },
    );
    const execution = await api.client.getExecution(id);
    const results = (await api.client.listResults(id)).data;
    const known = results.reduce(
      (sum, one) => sum + micros((one.api_cost ?? 0) + one.possible_cost),
      0,
    );
    return { execution, known, bill: emulator.bill() };
  }
  return { emulator, client: api.client, submit, capped };
}

const micros = (dollars: number) => Math.round(dollars * 1e6);

test.each([
  { workers: 2, slots: 5, prompts: 60, cap: 1 },
  { workers: 3, slots: 17, prompts: 160, cap: 4 },
])(
  "F7, F16: with $workers workers of $slots slots, and some calls that end without an answer, the bill keeps to a cap of $cap dollars, and no more than one call's ceiling of it is left",
  async ({ workers, slots, prompts, cap }) => {
    const probabilities = { reset_after_accept: 0.05, truncated_json: 0.03, no_image: 0.05 };
    const atOnce = workers * slots;
    // The first calls are silent until all slots wait for one; the others come as they may.
    const script = [`hang_before_headers*${atOnce}`, "reset_after_accept*2", "truncated_json"];
    const { capped, submit, emulator } = await startCapped({
      workers,
      slots,
      emulator: { probabilities, script },
    });
    const id = await submit(prompts, cap);
    // An unknown account is opened up over seconds.
    await until("all slots are under way", () => emulator.bill().inFlight === atOnce, {
      withinMs: 25_000,
      give: () => JSON.stringify(emulator.bill()),
    });
    emulator.release();
    const { execution, known, bill } = await capped(id);
    expect(bill.maxInFlight).toBe(atOnce);
    expect(bill.byScenario["reset_after_accept"]).toBeGreaterThanOrEqual(2);
    expect(bill.costMicros).toBeLessThanOrEqual(micros(cap));
    // What is known and what is possible hold the bill between them, and the cap above both.
    expect(bill.costMicros).toBeLessThanOrEqual(known);
    expect(known).toBeLessThanOrEqual(micros(cap));
    const { reason, stats } = execution;
    expect(reason?.code).toBe("cap");
    expect(known + micros(reason?.next_cost ?? 0)).toBeGreaterThan(micros(cap));
    expect(stats.over_cap).toBe(0);
    expect(reason?.message).toContain("Raise the cap to");
  },
);

test("F16: answers dearer than their ceilings are the only way over a cap; by how much is told to the micro-dollar, and a higher cap goes on", async () => {
  const emulator = { thinkingTokens: 9000 };
  const { capped, client, submit, ...bench } = await startCapped({
    workers: 1,
    slots: 4,
    emulator,
  });
  const cap = 0.25;
  const id = await submit(8, cap);
  const { execution, known, bill } = await capped(id);
  // Four at their ceilings fit; all four were dearer.
  expect(bill.costMicros).toBe(known);
  expect(bill.costMicros).toBeGreaterThan(micros(cap));
  const over = bill.costMicros - micros(cap);
  expect(micros(execution.stats.over_cap)).toBe(over);
  const ceiling = micros(execution.reason?.next_cost ?? 0);
  const excess = bench.emulator
    .calls()
    .reduce((sum, call) => sum + Math.max(0, call.costMicros - ceiling), 0);
  expect(over).toBeLessThanOrEqual(excess);
  bench.emulator.configure({ thinkingTokens: 900 });
  await client.resume(id, { max_cost: 5 });
  await until("it is drawn to its end", async () => {
    return (await client.getExecution(id)).completed_at !== null;
  });
  expect((await client.getExecution(id)).stats).toMatchObject({ successful: 8, over_cap: 0 });
});
