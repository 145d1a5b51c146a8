import { randomBytes, randomUUID } from "node:crypto";
import { makeSubmission } from "@bunch/adapters/postgres/testing/make-submission";
import type { ClientQuery } from "./open-stores.ts";
import { galleryQueries } from "./gallery-queries.ts";
import { historyQueries } from "./history-queries.ts";
import { personQueries } from "./person-queries.ts";

const cameBy = { by: "local", ip: null } as const;
const resultStates = ["pending", "processing", "completed", "failed", "cancelled"] as const;
const manifestPage = 500;

const results = (input: {
  status?: (typeof resultStates)[number];
  after?: number;
  limit?: number;
  fromSlot?: number;
}) =>
  (({ views }, { owner, big }) =>
    views.results({
      userId: owner,
      executionId: big.executionId,
      status: input.status ?? null,
      fromSlot: input.fromSlot === undefined ? null : Math.floor(big.results * input.fromSlot),
      limit: input.limit ?? 100,
      cursor: input.after === undefined ? null : `${Math.floor(big.results * input.after)}_0`,
    })) satisfies ClientQuery["ask"];

/** One request: the workflow is written once, in the turn that warms and does not count. */
const runAgain = () => {
  let ran: ReturnType<typeof makeSubmission> | undefined;
  return (async ({ workflows, executions }, { owner }) => {
    if (!ran) {
      ran = makeSubmission({ userId: owner });
      await executions.submit(ran);
    }
    await workflows.runAgain({ ...ran, executionId: randomUUID(), newKey: null });
  }) satisfies ClientQuery["ask"];
};

/** Whatever a client can trigger; each verb of each store is in here at least once. */
export const clientQueries: ClientQuery[] = [
  {
    name: "a batch",
    ask: ({ views }, { owner, big }) => views.find({ userId: owner, executionId: big.executionId }),
  },
  {
    name: "a set",
    ask: ({ views }, { owner }) => views.set({ userId: owner, setId: randomUUID() }),
  },
  {
    name: "another's batch",
    ask: ({ views }, { admin, big }) =>
      views.find({ userId: randomUUID(), executionId: big.executionId }).then(() => admin),
  },
  ...historyQueries,
  { name: "results, from a slot", ask: results({ fromSlot: 0.7 }) },
  ...galleryQueries,
  { name: "results, first page", ask: results({}) },
  { name: "results, in the middle", ask: results({ after: 0.5 }) },
  { name: "results, the end", ask: results({ after: 0.999 }) },
  { name: "results, 1000 at once", ask: results({ limit: 1000, after: 0.5 }) },
  { name: "manifest, a page", ask: results({ limit: manifestPage, after: 0.7 }) },
  ...resultStates.flatMap((status) => [
    { name: `results, ${status}`, ask: results({ status }) },
    { name: `results, ${status}, from the middle`, ask: results({ status, after: 0.5 }) },
  ]),
  ...[0, 0.5, 0.999].map((after) => ({
    name: `events after ${after * 100} %`,
    ask: (({ views }, { owner, big }) =>
      views.eventsAfter({
        userId: owner,
        ownerId: owner,
        executionId: big.executionId,
        sequence: Math.floor(big.results * after),
        limit: 100,
      })) satisfies ClientQuery["ask"],
  })),
  {
    name: "what is new, of a batch",
    ask: ({ views }, { big }) => views.lastSequences({ executionIds: [big.executionId] }),
  },
  { name: "open work, for metrics", ask: ({ openWork }) => openWork.count() },
  {
    name: "who asks: an admin?",
    ask: ({ people }, { admin }) => people.isAdmin({ userId: admin }),
  },
  {
    name: "who asks: by a token",
    ask: ({ tokens }, { tokenHash }) => tokens.personBy({ hash: tokenHash }),
  },
  { name: "tokens", ask: ({ tokens }, { owner }) => tokens.list({ userId: owner, limit: 100 }) },
  {
    name: "a token more",
    ask: ({ tokens }, { owner }) =>
      tokens.create({
        userId: owner,
        cameBy,
        tokenId: randomUUID(),
        name: "x",
        scope: "read",
        hash: randomBytes(32),
        lastFour: "wxyz",
        expiresInDays: 1,
        most: 10_000,
      }),
  },
  {
    name: "a token less",
    ask: ({ tokens }, { owner, tokenId }) => tokens.revoke({ userId: owner, cameBy, tokenId }),
  },
  {
    name: "a key's test, noted",
    ask: ({ keys }, { owner, providerKeyId }) =>
      keys.noteTest({
        userId: owner,
        keyId: providerKeyId,
        test: { outcome: "works", models: ["gemini-nano-banana-2.1"], missingModels: [] },
      }),
  },
  { name: "keys", ask: ({ keys }, { owner }) => keys.list({ userId: owner }) },
  {
    name: "a key, to use it",
    ask: ({ keys }, { owner, providerKeyId }) => keys.find({ userId: owner, keyId: providerKeyId }),
  },
  {
    name: "a key was used",
    ask: ({ keys }, { owner, providerKeyId }) =>
      keys.noteUse({ userId: owner, keyId: providerKeyId }),
  },
  {
    name: "a key more",
    ask: ({ keys }, { owner }) =>
      keys.add({
        cameBy,
        id: randomUUID(),
        userId: owner,
        vendor: "gemini",
        name: null,
        lastFour: null,
        test: null,
        sealed: { encrypted: "", iv: "", authTag: "", salt: "", keyId: "", account: "x" },
        most: 10_000,
      }),
  },
  {
    name: "a key less",
    ask: ({ keys }, { owner }) => keys.remove({ userId: owner, keyId: randomUUID() }),
  },
  {
    name: "audit trail",
    ask: ({ audit }, { admin }) =>
      audit.list({ askerId: admin, action: null, userId: null, limit: 100, cursor: null }),
  },
  {
    name: "audit trail, a person's",
    ask: ({ audit }, { admin, owner }) =>
      audit.list({ askerId: admin, action: null, userId: owner, limit: 100, cursor: null }),
  },
  {
    name: "audit trail, what is rare",
    ask: ({ audit }, { admin }) =>
      audit.list({
        askerId: admin,
        action: "role.changed",
        userId: null,
        limit: 100,
        cursor: null,
      }),
  },
  {
    name: "a workflow, to run it again",
    ask: ({ workflows }, { owner, big }) =>
      workflows.find({ userId: owner, workflowId: big.workflowId }),
  },
  {
    name: "a submission again",
    ask: ({ executions }, { owner, idempotencyKey }) =>
      executions.findRepeat({ userId: owner, key: idempotencyKey, digest: "x" }),
  },
  {
    name: "one that was deleted",
    ask: ({ executions }, { owner, deletedKey }) =>
      executions.findRepeat({ userId: owner, key: deletedKey, digest: "x" }),
  },
  {
    name: "one that never was",
    ask: ({ executions }, { owner }) =>
      executions.findRepeat({ userId: owner, key: "new", digest: "x" }),
  },
  {
    name: "references are coming",
    ask: ({ executions }, { owner }) =>
      executions.expectReferences({
        userId: owner,
        executionId: randomUUID(),
        paths: [`x/${randomUUID()}.png`],
        wish: {
          executions: 1,
          pictures: 2,
          estimateMicros: 1,
          capMicros: null,
          spentMicros: 0,
          reachedMicros: null,
        },
      }),
  },
  ...personQueries,
  {
    name: "a batch of two more",
    ask: ({ executions }, { owner }) =>
      executions.submit(
        makeSubmission({ userId: owner, idempotency: { key: randomUUID(), digest: "x" } }),
      ),
  },
  { name: "a batch of two again", ask: runAgain() },
  {
    name: "a batch of ten is retried",
    ask: ({ executions }, filled) =>
      executions.change({
        userId: filled.owner,
        cameBy,
        executionId: filled.nextSmall(),
        decide: () => ({ do: "retry" }),
        sealKey: null,
      }),
  },
  {
    name: "the big batch is paused, resumed",
    ask: async ({ executions }, { owner, big }) => {
      const change = { userId: owner, cameBy, executionId: big.executionId, sealKey: null };
      await executions.change({
        ...change,
        decide: () => ({ do: "pause", reason: { code: "user", message: "", until: null } }),
      });
      await executions.change({ ...change, decide: () => ({ do: "resume", maxCostMicros: null }) });
    },
  },
  {
    name: "a batch of ten is deleted",
    ask: async ({ remover }, filled) => {
      const executionId = filled.nextSmall();
      await remover.remove({ userId: filled.owner, cameBy, executionId, refuse: () => {} });
      const removals = remover.removalsOf({ userId: filled.owner, executionId });
      const taken = await removals.take({ limit: 100 });
      await removals.forget({ ids: taken.map(({ id }) => id) });
    },
  },
];
