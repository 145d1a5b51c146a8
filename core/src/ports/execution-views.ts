import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Warning } from "@bunch/contracts/envelope";
import type { ExecutionEventType } from "@bunch/contracts/event";
import type { ExecutionStatus, WaitReason } from "@bunch/contracts/execution";
import type { Estimate } from "@bunch/contracts/model";
import type { ResultErrorCode } from "@bunch/contracts/error-codes";
import type { ResultStatus } from "@bunch/contracts/result";
import type { StoredReference } from "./execution-store.ts";

/** Progress of an execution as it stands, or stood just after an event; money in micro-dollars. */
export type Counts = {
  prompts: number;
  results: number;
  pending: number;
  processing: number;
  completed: number;
  failed: number;
  cancelled: number;
  /** Of the pending ones, those that wait for a decision. */
  undecided: number;
  costMicros: number;
  possibleMicros: number;
  /** Of what is possible, the part of those that are undecided. */
  undecidedMicros: number;
  /** What is settled above the cap. */
  overCapMicros: number;
};

/** Why an execution is drawn no faster just now, without being paused; `until` is ISO 8601, null where nobody knows. */
export type Waiting = WaitReason & {
  /** The provider's limit in calls a minute, where it named one. */
  perMinute: number | null;
};

/** An execution as its owner and admins see it; times are ISO 8601. */
export type ExecutionView = {
  id: string;
  /** Whose it is: another's where an admin looks. */
  ownerId: string;
  workflowId: string;
  /** What it shares with the executions of other models that were submitted with it; null where it was submitted alone. */
  setId: string | null;
  name: string | null;
  modelId: string;
  aspectRatio: string;
  imageSize: string;
  variations: number;
  seed: number | null;
  references: readonly StoredReference[];
  status: ExecutionStatus;
  reason: WaitReason | null;
  waiting: Waiting | null;
  counts: Counts;
  estimate: Estimate;
  maxCostMicros: number | null;
  onDoubt: DoubtPolicy;
  warnings: readonly Warning[];
  lastSequence: number;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
};

/** A result as its owner sees it; paths are of the object store. */
export type ResultView = {
  id: string;
  batchIndex: number;
  variation: number;
  prompt: string;
  /** Where its prompt has one of its own; null is as the execution has it. */
  aspectRatio: string | null;
  imageSize: string | null;
  /** What its picture is called outside, without an ending; null: by its number and words. */
  fileName: string | null;
  status: ResultStatus;
  path: string | null;
  /** In base64; written once the smaller copies are stored, so null until then. */
  thumbhash: string | null;
  extraPaths: readonly string[];
  drawnInMs: number | null;
  costMicros: number | null;
  possibleMicros: number;
  /** Pending, and waiting for its owner's decision. */
  undecided: boolean;
  attempts: number;
  width: number | null;
  height: number | null;
  mimeType: string | null;
  errorCode: ResultErrorCode | null;
  errorMessage: string | null;
  warnings: readonly Warning[];
  /** The owner's stars, 1 to 5. */
  rating: number | null;
  /** Put aside by the owner. */
  rejected: boolean;
};

export type EventView = {
  sequence: number;
  type: ExecutionEventType;
  at: string;
  executionId: string;
  status: ExecutionStatus;
  reason: WaitReason | null;
  counts: Counts;
  /** The result as it was just after the event, with the rating of now; null for events of the execution. */
  result: ResultView | null;
};

/** Page marks are opaque to callers; null asks for the first page and tells that none follows. */
export type Page<Item> = { items: Item[]; next: string | null };

/** What an owner reads, and an admin of anybody's; to others it is as unknown as one that never was. */
export type ExecutionViews = {
  find(input: { userId: string; executionId: string }): Promise<ExecutionView | null>;
  /** One's own alone, newest first. */
  list(input: {
    userId: string;
    status: ExecutionStatus | null;
    /** Text of a name, a model or one of the first prompts; a page may then be short, even empty, and have a next one. */
    search: string | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<ExecutionView>>;
  /** One's own alone, in the order in which their models were named; empty where there is no such set. */
  set(input: { userId: string; setId: string }): Promise<ExecutionView[]>;
  /** By batch index, then variation; null when the user has no such execution. */
  results(input: {
    userId: string;
    executionId: string;
    status: ResultStatus | null;
    /** Where the page begins, in place of a cursor. */
    fromSlot: number | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<ResultView> | null>;
  /** Events after a sequence, in order; none for who may not see the execution of that owner, or not any more. */
  eventsAfter(input: {
    userId: string;
    ownerId: string;
    executionId: string;
    sequence: number;
    limit: number;
  }): Promise<EventView[]>;
};

/** The growing sequences of executions that somebody watches, without their content. */
export type SequenceWatch = {
  /** The last sequence of each execution, in one statement. */
  lastSequences(input: { executionIds: readonly string[] }): Promise<Map<string, number>>;
};
