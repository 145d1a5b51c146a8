import { randomUUID } from "node:crypto";
import { createDispatchStore } from "../dispatch-store.ts";
import { createExecutionStore } from "../execution-store.ts";
import { createExecutionViews } from "../execution-views.ts";
import { createLedger } from "../ledger.ts";
import type { Pool } from "../pools.ts";
import { createWorkerRegistry } from "../worker-registry.ts";
import { makeSubmission } from "./make-submission.ts";

/** Leaves a row of this person's in every table, and tells the execution's id. */
export async function oneOfEverything(
  pools: { api: Pool; workers: Pool },
  userId: string,
): Promise<string> {
  const { api, workers } = pools;
  const submission = makeSubmission({
    userId,
    sealedKey: { encrypted: "00", iv: "01", authTag: "02", salt: "03", keyId: "04" },
  });
  const { executionId } = submission;
  await createExecutionStore(api).submit(submission);
  const workerId = randomUUID();
  await createWorkerRegistry(workers).join({ workerId, spoolId: randomUUID(), slots: 1 });
  await createDispatchStore(workers).holdLease({ holder: workerId, forMs: 0 });
  const page = await createExecutionViews(api).results({
    userId,
    executionId,
    status: null,
    limit: 1,
    cursor: null,
  });
  await createLedger(workers, randomUUID()).claim({
    resultId: page!.items[0]!.id,
    workerId,
    ceilingMicros: 1,
    deadlineMs: 60_000,
  });
  return executionId;
}
