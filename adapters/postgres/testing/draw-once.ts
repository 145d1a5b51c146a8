import { randomUUID } from "node:crypto";
import { cancel, refuseWhileOpen } from "@bunch/core/executions/execution-state";
import { createExecutionRemover } from "../execution-remover.ts";
import { createExecutionStore } from "../execution-store.ts";
import { createExecutionViews } from "../execution-views.ts";
import { createLedger } from "../ledger.ts";
import { createPool } from "../pools.ts";
import { createWorkerRegistry } from "../worker-registry.ts";
import { makeSubmission } from "./make-submission.ts";
import { chooseAny } from "./choose-any.ts";
import { picture, pictureSettled, testAccount } from "./open-ledger.ts";

/** Takes one picture through a migrated database, as API and worker do, and tells what each of them saw at the end. */
export async function drawOnce(connectionString: string, userId: string) {
  const onError = () => {};
  const api = createPool({ connectionString, role: "app_api", most: 2, onError });
  const workers = createPool({ connectionString, role: "app_worker", most: 2, onError });
  try {
    const submission = makeSubmission({ userId, prompts: ["a fox"] });
    const { executionId } = submission;
    await createExecutionStore(api).submit(submission);
    const [workerId, spoolId] = [randomUUID(), randomUUID()];
    await createWorkerRegistry(workers).join({ workerId, spoolId, slots: 1 });
    const [resultId = ""] = await chooseAny(workers);
    const ledger = createLedger(workers, spoolId);
    const claim = await ledger.claim({
      resultId,
      workerId,
      account: testAccount,
      ceilingMicros: 50_000,
      deadlineMs: 60_000,
    });
    if (!claim) throw new Error("The only result could not be claimed.");
    await ledger.settle({
      ...claim,
      settlement: pictureSettled,
      picture: picture("fox"),
      drawnInMs: 1,
    });
    const views = createExecutionViews(api);
    const other = makeSubmission({ userId, prompts: ["a hare"] });
    const { cameBy } = other;
    const unwanted = { userId, executionId: other.executionId };
    const executions = createExecutionStore(api);
    await executions.submit(other);
    await executions.change({ ...unwanted, cameBy, decide: cancel, sealKey: null });
    return {
      deletes: await createExecutionRemover(api).remove({
        ...unwanted,
        cameBy,
        refuse: refuseWhileOpen,
      }),
      deleted: await views.find(unwanted),
      execution: await views.find({ userId, executionId }),
      lastSequence: (await views.lastSequences({ executionIds: [executionId] })).get(executionId),
      seenByStranger: await views.find({ userId: randomUUID(), executionId }),
    };
  } finally {
    await Promise.all([api.end(), workers.end()]);
  }
}
