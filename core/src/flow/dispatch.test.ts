import { randomUUID } from "node:crypto";
import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { createImageModels } from "@bunch/adapters/models/registry";
import { createDispatchStore } from "@bunch/adapters/postgres/dispatch-store";
import { createWorkerRegistry } from "@bunch/adapters/postgres/worker-registry";
import { openLedger } from "@bunch/adapters/postgres/testing/open-ledger";
import { createBell } from "@bunch/adapters/process/bell";
import { createClock } from "@bunch/adapters/process/clock";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../../tools/testing/test-database.ts";
import { until } from "../../../tools/testing/until.ts";
import type { Bell } from "../ports/bell.ts";
import { dispatch } from "./dispatch.ts";
import { silentTracer } from "../ports/silent-tracer.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
beforeEach(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterEach(() => open?.close());

test("D5: what a look chose lies in the queue when its bell rings, and where no slot is free it looks at a bell or once a second", async () => {
  const prompts = Array.from({ length: 14 }, (_, number) => `fox ${number}`);
  await open.submitted({ prompts });
  const store = createDispatchStore(open.workers);
  const queued: string[] = [];
  /** What lay in the queue at the end of each look, and when that was. */
  const looks: { queued: number; atMs: number }[] = [];
  const bell = createBell();
  const told: Bell = {
    ring: () => void looks.push({ queued: queued.length, atMs: performance.now() }),
    wait: async () => true,
  };
  const stop = new AbortController();
  const dispatching = dispatch(
    {
      dispatch: store,
      queue: {
        add: async ({ resultIds }) => void queued.push(...resultIds),
        work: async () => {},
      },
      models: createImageModels({ catalogue: geminiCatalogue }),
      bell,
      looks: told,
      clock: createClock(),
      log: { info: () => {}, warn: () => {}, error: () => {} },
      tracer: silentTracer,
    },
    { holder: open.workerId, deadWorkerIds: () => [], signal: stop.signal },
  );
  // Ten slots, all handed out.
  await until(
    "two looks saw that nothing is free",
    () => looks.filter(({ queued: many }) => many === 10).length >= 3,
  );
  const waits = looks.slice(1).map(({ atMs }, index) => atMs - (looks[index]?.atMs ?? 0));
  expect(waits.at(-1)).toBeGreaterThan(900);

  const claim = await open.claim(queued[0]);
  await open.owner.query(
    "update workflow_batch_results set status = 'cancelled' where fence = $1 and status = 'processing'",
    [claim?.fence],
  );
  const before = looks.length;
  bell.ring();
  await until("the next look has rung", () => looks.length > before);
  expect(looks[before]?.queued).toBe(11);
  stop.abort();
  await dispatching;
});

test("D7: what another process has settled is noticed long before the next look would come, where something waits for its place", async () => {
  const prompts = Array.from({ length: 40 }, (_, number) => `bear ${number}`);
  await open.submitted({ prompts });
  const other = { workerId: randomUUID(), spoolId: randomUUID(), slots: 0 };
  await createWorkerRegistry(open.workers).join(other);
  const queued: string[] = [];
  const stop = new AbortController();
  const dispatching = dispatch(
    {
      dispatch: createDispatchStore(open.workers),
      queue: {
        add: async ({ resultIds }) => void queued.push(...resultIds),
        work: async () => {},
      },
      models: createImageModels({ catalogue: geminiCatalogue }),
      // Nobody rings here.
      bell: createBell(),
      looks: { ring: () => {}, wait: async () => true },
      clock: createClock(),
      log: { info: () => {}, warn: () => {}, error: () => {} },
      tracer: silentTracer,
    },
    { holder: open.workerId, deadWorkerIds: () => [], signal: stop.signal },
  );
  const waits: number[] = [];
  await until("slots are handed out", () => queued.length > 0);
  for (let round = 0; round < 5; round += 1) {
    await steady(() => queued.length);
    const before = queued.length;
    const claim = await open.claim(queued[before - 1]);
    expect(claim).not.toBeNull();
    const settledMs = performance.now();
    await open.owner.query(
      `with ended as (
         update workflow_batch_results set status = 'cancelled' where fence = $1 and status = 'processing' returning id, execution_id)
       insert into pace_news (account, model, result_id, kind)
       select w.account, e.model, r.id, 'answered' from ended r
       join workflow_executions e on e.id = r.execution_id join workflows w on w.id = e.workflow_id`,
      [claim?.fence],
    );
    await until("its place is given to the next", () => queued.length > before);
    waits.push(performance.now() - settledMs);
  }
  stop.abort();
  await dispatching;
  // Looks come once a second then.
  expect(waits.toSorted((a, b) => a - b)[2]).toBeLessThan(250);
});

test("T11: who comes back to the lease after it was over takes up what others have found out meanwhile", async () => {
  const store = createDispatchStore(open.workers);
  const clock = createClock();
  let aheadMs = 0;
  let taken = 0;
  const stop = new AbortController();
  const dispatching = dispatch(
    {
      dispatch: {
        ...store,
        loadPaces: () => {
          taken += 1;
          return store.loadPaces();
        },
      },
      queue: { add: async () => {}, work: async () => {} },
      models: createImageModels({ catalogue: geminiCatalogue }),
      bell: createBell(),
      looks: { ring: () => {}, wait: async () => true },
      // As of a machine that slept.
      clock: { ...clock, monotonicMs: () => clock.monotonicMs() + aheadMs },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      tracer: silentTracer,
    },
    { holder: open.workerId, deadWorkerIds: () => [], signal: stop.signal },
  );
  await until("it holds the lease", () => taken === 1);
  const heldUntil = async () => {
    const { rows } = await open.owner.query<{ until: number }>(
      "select extract(epoch from until)::float8 as until from dispatcher_lease",
    );
    return rows[0]?.until ?? 0;
  };
  // Renewed in time it stays as it is.
  const firstUntil = await heldUntil();
  aheadMs = 6000;
  await until("the lease is renewed", async () => (await heldUntil()) > firstUntil);
  expect(taken).toBe(1);
  aheadMs += 11_000;
  await until("it is taken up anew", () => taken === 2);
  stop.abort();
  await dispatching;
});

/** Waits until a number has not changed for some looks of the dispatcher. */
async function steady(read: () => number): Promise<void> {
  let before = read();
  let sinceMs = performance.now();
  await until("nothing more is handed out", () => {
    if (read() !== before) {
      before = read();
      sinceMs = performance.now();
    }
    return performance.now() - sinceMs > 400;
  });
}
