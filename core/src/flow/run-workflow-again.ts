import type { DoubtPolicy } from "@bunch/contracts/doubt";
import { Problem } from "../problem.ts";
import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import { refuseForeignKey } from "../models/refuse-foreign-key.ts";
import type { ServerKeys } from "../models/server-keys.ts";
import type { CameBy } from "../ports/came-by.ts";
import type { SealedKey } from "../ports/key-vault.ts";
import type { Origin } from "../ports/tracer.ts";
import type { Workflow, WorkflowStore } from "../ports/workflow-store.ts";
import { answerRepeat, unlessRepeat } from "./answer-repeat.ts";
import { webhookOfBatch } from "./keep-webhooks.ts";
import { type Limits, maxCostMicros } from "./price-wish.ts";
import { noSuchWorkflow, priceWorkflow } from "./price-workflow.ts";
import { givenKey, missingModels } from "./remembered-key.ts";
import type { SubmitDoors } from "./submit-execution.ts";

/** What it takes to run a workflow again, and to submit one. */
export type AgainDoors = SubmitDoors & { workflows: WorkflowStore };

type AgainInput = {
  userId: string;
  cameBy: CameBy;
  origin: Origin | null;
  workflowId: string;
  name: string | null;
  apiKey: string | undefined;
  /** A remembered key, in place of one that is typed in. */
  keyId: string | undefined;
  /** The server's own keys by vendor, used where neither the request nor the workflow has one. */
  serverKeys: ServerKeys;
  maxCostDollars: number | undefined;
  /** As the workflow has it unless told. */
  redrawFiltered: boolean | undefined;
  onDoubt: DoubtPolicy | undefined;
  /** For a workflow of before there was a choice. */
  defaultOnDoubt: DoubtPolicy;
  /** Told of this batch; an earlier one's is not. */
  webhookUrl: string | undefined;
  limits: Limits;
  idempotency: { key: string; digest: string } | null;
  signal: AbortSignal;
};

/**
 * Runs a workflow once more, as a new execution: the same prompts, references, settings and model, priced anew. The key
 * given replaces the stored one; without one the stored key is used. A Problem stores and pays nothing.
 */
export const runWorkflowAgain = (doors: AgainDoors, input: AgainInput) =>
  unlessRepeat(doors, input, () => runAgain(doors, input));

async function runAgain(doors: AgainDoors, input: AgainInput): Promise<{ executionId: string }> {
  const { userId, workflowId } = input;
  const { workflow, priced } = await priceWorkflow(doors, {
    ...input,
    missing: await missingModels(doors, {
      userId: input.userId,
      keyIds: input.keyId === undefined ? [] : [input.keyId],
    }),
  });
  const { entry } = priced;
  const given = await givenKey(doors, { ...input, entry });
  if (entry.needsKey && given)
    refuseForeignKey(doors.models, { apiKey: given, vendor: entry.vendor });
  const newKey = entry.needsKey ? keyFor(doors, { ...input, given, workflow, entry }) : null;
  const webhook = await webhookOfBatch(doors, { userId, url: input.webhookUrl });
  await refuseMissingReferences(doors, workflow, input.signal);

  const executionId = doors.newId();
  const written = await doors.workflows.runAgain({
    userId,
    cameBy: input.cameBy,
    origin: input.origin,
    workflowId,
    executionId,
    name: input.name?.trim() || workflow.name,
    modelId: priced.entry.id,
    settings: priced.settings,
    redrawFiltered: input.redrawFiltered ?? workflow.redrawFiltered,
    onDoubt: input.onDoubt ?? workflow.onDoubt ?? input.defaultOnDoubt,
    prompts: priced.prompts,
    rows: priced.rows,
    references: workflow.references,
    newKey,
    estimate: priced.estimate,
    maxCostMicros: maxCostMicros(input.maxCostDollars),
    warnings: priced.warnings,
    webhook,
    idempotency: input.idempotency,
  });
  if (written.is === "no_workflow") throw noSuchWorkflow();
  if (written.is !== "new") return answerRepeat(written);
  doors.bell.ring();
  return { executionId };
}

/** The key to seal anew, or null where the stored one is good; refuses where there is none to call with. */
function keyFor(
  doors: AgainDoors,
  input: {
    userId: string;
    workflowId: string;
    given: string;
    serverKeys: ServerKeys;
    workflow: Workflow;
    entry: CatalogueEntry;
  },
): SealedKey | null {
  const { userId, workflowId, given } = input;
  const sealed = input.workflow.sealedKey;
  if (!given && sealed && doors.vault.open({ sealed, userId, workflowId }) !== null) return null;
  const apiKey = given || (sealed ? "" : input.serverKeys.get(input.entry.vendor));
  if (apiKey) return doors.vault.seal({ apiKey, userId, workflowId });
  throw new Problem(
    "api_key_missing",
    sealed
      ? "The API key stored with this workflow can no longer be opened. Give it anew as api_key."
      : `${input.entry.name} needs an API key, and this workflow has none. Give one as api_key.`,
    { field: "api_key" },
  );
}

async function refuseMissingReferences(
  doors: AgainDoors,
  workflow: Workflow,
  signal: AbortSignal,
): Promise<void> {
  for (const [index, { path, name }] of workflow.references.entries()) {
    if (await doors.objects.get({ path, signal })) continue;
    throw new Problem(
      "wrong_state",
      `Reference picture ${index + 1}${name ? ` (${name})` : ""} of this workflow is no longer in the store, and drawing without it would be paid and wrong. Send the prompts as a new batch, with the picture added anew.`,
      { field: "workflow_id" },
    );
  }
}
