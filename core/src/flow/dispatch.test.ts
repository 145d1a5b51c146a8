import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { createImageModels } from "@bunch/adapters/models/registry";
import { createDispatchStore } from "@bunch/adapters/postgres/dispatch-store";
import { openLedger } from "@bunch/adapters/postgres/testing/open-ledger";
import { createBell } from "@bunch/adapters/process/bell";
import { createClock } from "@bunch/adapters/process/clock";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../../tools/testing/test-database.ts";
import { until } from "../../../tools/testing/until.ts";
import type { Bell } from "../ports/bell.ts";
import { dispatch } from "./dispatch.ts";
import { silentTracer } from "../ports/silent-tracer.ts";

let open: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  open = await openLedger(await createTestDatabase(inject("postgres")), testUserId);
});
afterAll(() => open?.close());

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
      models: createImageModels({
        gemini: { baseUrl: "http://127.0.0.1:9", catalogue: geminiCatalogue },
      }),
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
