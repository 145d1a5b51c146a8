import { randomBytes, randomUUID } from "node:crypto";
import { refuseWhileOpen } from "@bunch/core/executions/execution-state";
import { createDispatchStore } from "../dispatch-store.ts";
import { createExecutionRemover } from "../execution-remover.ts";
import { createExecutionStore } from "../execution-store.ts";
import { createExecutionViews } from "../execution-views.ts";
import { noteRetried } from "../hold-to-limits.ts";
import { createLedger } from "../ledger.ts";
import { tellPace } from "../pace-rows.ts";
import { writeForPerson } from "../as-person.ts";
import { inTransaction, type Pool } from "../pools.ts";
import { createTokenStore } from "../token-store.ts";
import { createProviderKeyStore } from "../provider-key-store.ts";
import { createWebhookStore } from "../webhook-store.ts";
import { createWorkerRegistry } from "../worker-registry.ts";
import { makeSubmission } from "./make-submission.ts";
import { picture, pictureSettled, testAccount } from "./open-ledger.ts";

/** Leaves a row of this person's in every table, and tells the execution's id. */
export async function oneOfEverything(
  pools: { api: Pool; workers: Pool },
  userId: string,
): Promise<string> {
  const { api, workers } = pools;
  const sealedKey = {
    encrypted: "00",
    iv: "01",
    authTag: "02",
    salt: "03",
    keyId: "04",
    account: `account of ${userId}`,
  };
  const submission = makeSubmission({ userId, sealedKey });
  const { executionId } = submission;
  // Before anything ends: what ends is told to it.
  await createWebhookStore(api).add({
    id: randomUUID(),
    userId,
    url: "https://hooks.example.com/bunch",
    name: "mine",
    events: ["execution.completed"],
    secret: { id: randomUUID(), sealed: sealedKey },
    most: 1,
  });
  await createExecutionStore(api).submit(submission);
  await createProviderKeyStore(api).add({
    cameBy: { by: "local", ip: null },
    id: randomUUID(),
    userId,
    vendor: "gemini",
    name: "mine",
    sealed: sealedKey,
    lastFour: "1234",
    test: { outcome: "works", models: ["gemini-nano-banana-2.1"], missingModels: [] },
    most: 1,
  });
  const workerId = randomUUID();
  await createWorkerRegistry(workers).join({ workerId, spoolId: randomUUID(), slots: 1 });
  await createDispatchStore(workers).holdLease({ holder: workerId, forMs: 0 });
  await claimFirst(pools, { userId, executionId, workerId, account: `account of ${userId}` });
  await inTransaction(workers, (connection) =>
    tellPace(connection, {
      account: `account of ${userId}`,
      modelId: submission.modelId,
      resultId: randomUUID(),
      pace: { is: "limited", waitMs: 1, perMinute: null, message: "Slower." },
    }),
  );
  await leaveDeleted(pools, { userId, workerId });
  await writeForPerson(api, userId, (connection) => noteRetried(connection, userId, 1));
  await createTokenStore(api).create({
    userId,
    cameBy: submission.cameBy,
    tokenId: randomUUID(),
    name: "nightly",
    scope: "read",
    hash: randomBytes(32),
    lastFour: "wxyz",
    expiresInDays: 1,
    most: 1,
  });
  return executionId;
}

async function claimFirst(
  { api, workers }: { api: Pool; workers: Pool },
  input: { userId: string; executionId: string; workerId: string; account: string },
) {
  const { userId, executionId, workerId, account } = input;
  const page = await createExecutionViews(api).results({
    userId,
    executionId,
    status: null,
    fromSlot: null,
    limit: 1,
    cursor: null,
  });
  const ledger = createLedger(workers, randomUUID());
  const claim = await ledger.claim({
    resultId: page!.items[0]!.id,
    workerId,
    account,
    ceilingMicros: 1,
    deadlineMs: 60_000,
  });
  return { ledger, claim: claim! };
}

/** A batch that was drawn and deleted, its picture not yet removed from the store. */
async function leaveDeleted(
  pools: { api: Pool; workers: Pool },
  input: { userId: string; workerId: string },
): Promise<void> {
  const { userId } = input;
  const submission = makeSubmission({ userId, prompts: ["a hare"] });
  const { executionId } = submission;
  await createExecutionStore(pools.api).submit(submission);
  const { ledger, claim } = await claimFirst(pools, {
    ...input,
    executionId,
    account: testAccount,
  });
  await ledger.settle({
    ...claim,
    settlement: pictureSettled,
    picture: picture(executionId),
    drawnInMs: 1,
  });
  await createExecutionRemover(pools.api).remove({
    userId,
    cameBy: submission.cameBy,
    executionId,
    refuse: refuseWhileOpen,
  });
}
