import { randomUUID } from "node:crypto";
import type { Submission } from "@bunch/core/ports/execution-store";
import type { Claim, StoredPicture } from "@bunch/core/ports/ledger";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { createExecutionStore } from "../execution-store.ts";
import { createExecutionViews } from "../execution-views.ts";
import { createLedger } from "../ledger.ts";
import { createPool } from "../pools.ts";
import { createWorkerRegistry } from "../worker-registry.ts";
import { makeSubmission } from "./make-submission.ts";

/** The account of a workflow without a key. */
export const testAccount = "keyless";

export const pictureSettled: Settlement = {
  outcome: "picture",
  attempt: "settled",
  costMicros: 40_000,
  message: null,
  warnings: [],
  result: { to: "completed" },
  pause: null,
  hold: null,
  pace: null,
};

export const doubt: Settlement = {
  ...pictureSettled,
  outcome: "unanswered",
  attempt: "uncertain",
  costMicros: 0,
  result: { to: "pending", afterMs: 0 },
};

/** A picture as the store would hold it. */
export const picture = (name: string): StoredPicture => ({
  path: `x/${name}.png`,
  sha256: name,
  crc32: 7,
  head: null,
  mimeType: "image/png",
  width: 64,
  height: 64,
  bytes: 10,
});

/** One worker of ten slots on a migrated database, and the few steps that ledger tests are made of. */
export async function openLedger(
  database: { connectionString: string; drop: () => Promise<void> },
  userId: string,
) {
  const { connectionString } = database;
  const [workerId, spoolId] = [randomUUID(), randomUUID()];
  const onError = () => {};
  const api = createPool({ connectionString, role: "app_api", most: 10, onError });
  const workers = createPool({ connectionString, role: "app_worker", most: 10, onError });
  const owner = createPool({ connectionString, role: null, most: 2, onError });
  const ledger = createLedger(workers, spoolId);
  const views = createExecutionViews(api);
  await createWorkerRegistry(workers).join({ workerId, spoolId, slots: 10 });
  return {
    userId,
    workerId,
    spoolId,
    api,
    workers,
    owner,
    ledger,
    views,
    submitted: async (over: Partial<Submission> = {}) => {
      const one = makeSubmission({ userId, ...over });
      const { executionId } = one;
      await createExecutionStore(api).submit(one);
      const all = { userId, executionId, status: null, fromSlot: null, limit: 100, cursor: null };
      const page = await views.results(all);
      return { executionId, resultIds: page?.items.map((item) => item.id) ?? [] };
    },
    claim: (resultId: string | undefined, ceilingMicros = 50_000): Promise<Claim | null> =>
      ledger.claim({
        resultId: resultId ?? "",
        workerId,
        account: testAccount,
        ceilingMicros,
        deadlineMs: 60_000,
      }),
    find: async (executionId: string) => {
      const view = await views.find({ userId, executionId });
      if (!view) throw new Error(`There is no execution ${executionId}.`);
      return view;
    },
    close: async () => {
      await Promise.all([api, workers, owner].map((pool) => pool.end()));
      await database.drop();
    },
  };
}
