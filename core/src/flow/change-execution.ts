import type { DoubtDecision } from "@bunch/contracts/doubt";
import type { WaitReason } from "@bunch/contracts/execution";
import {
  cancel,
  decideDoubts as decideOn,
  type ExecutionChange,
  type ExecutionState,
  pause,
  resume,
  retry,
} from "../executions/execution-state.ts";
import type { Bell } from "../ports/bell.ts";
import type { CameBy } from "../ports/came-by.ts";
import type { ExecutionStore } from "../ports/execution-store.ts";
import type { KeyVault } from "../ports/key-vault.ts";
import { Problem } from "../problem.ts";
import { maxCostMicros } from "./price-wish.ts";

type ChangeDoors = { executions: ExecutionStore; vault: KeyVault; bell: Bell };
type Which = { userId: string; cameBy: CameBy; executionId: string };

/** Ends an execution's pending results; from its commit on, no claim succeeds. */
export const cancelExecution = (doors: ChangeDoors, which: Which) => change(doors, which, cancel);

/** Holds an execution until its owner resumes it; from its commit on, no claim succeeds. */
export const pauseExecution = (doors: ChangeDoors, which: Which) =>
  change(doors, which, (state) => pause(state, byUser));

/** Draws the failed results of an execution again. */
export const retryFailed = (doors: ChangeDoors, which: Which) => change(doors, which, retry);

/** Draws results again that may be paid already, or gives them up: those named, or all that are undecided. */
export function decideDoubts(
  doors: ChangeDoors,
  input: Which & { decision: DoubtDecision; resultIds: readonly string[] | null },
) {
  const { decision, resultIds } = input;
  return change(doors, input, (state) => decideOn(state, { decision, resultIds }));
}

/** Lets a paused execution go on, with another key or a higher cap where given. */
export function resumeExecution(
  doors: ChangeDoors,
  input: Which & { apiKey: string | undefined; maxCostDollars: number | undefined },
) {
  const { userId } = input;
  const apiKey = input.apiKey?.trim();
  return change(
    doors,
    input,
    (state) =>
      resume(state, {
        maxCostMicros: maxCostMicros(input.maxCostDollars),
      }),
    apiKey ? (workflowId) => doors.vault.seal({ apiKey, userId, workflowId }) : null,
  );
}

const byUser: WaitReason = { code: "user", message: "You paused this batch.", until: null };

async function change(
  doors: ChangeDoors,
  which: Which,
  decide: (state: ExecutionState) => ExecutionChange,
  sealKey: Parameters<ExecutionStore["change"]>[0]["sealKey"] = null,
): Promise<void> {
  const { userId, cameBy, executionId } = which;
  const found = await doors.executions.change({ userId, cameBy, executionId, decide, sealKey });
  if (!found)
    throw new Problem("not_found", "There is no such batch. Look at the list of your batches.");
  doors.bell.ring();
}
