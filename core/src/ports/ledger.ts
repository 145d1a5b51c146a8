import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { WaitReason } from "@bunch/contracts/execution";
import type { DrawSettings } from "../models/catalogue-entry.ts";
import type { AttemptOutcome } from "../results/attempt-outcome.ts";
import type { Settlement } from "../results/decide-settlement.ts";
import type { SealedKey } from "./key-vault.ts";
import type { StoredReference } from "./execution-store.ts";

/** What it takes to draw a result, read before the claim. */
export type WorkOrder = {
  resultId: string;
  executionId: string;
  workflowId: string;
  userId: string;
  modelId: string;
  /** With what its prompt has of its own. */
  settings: DrawSettings;
  redrawFiltered: boolean;
  onDoubt: DoubtPolicy;
  prompt: string;
  variation: number;
  /** Those that guide this prompt. */
  references: readonly StoredReference[];
  sealedKey: SealedKey | null;
  /** Whose limits the call counts against; the account of the key above. */
  account: string;
  /** The request that asked for it, and where its trace goes on; null in what was written before, or where nothing is traced. */
  requestId: string | null;
  traceparent: string | null;
};

/** The right to make one call, committed before its first byte goes out. */
export type Claim = {
  attemptId: string;
  /** Makes a late write harmless: it grows with every claim of the result. */
  fence: number;
  /** Outcomes of the result's earlier attempts since the user last asked for it. */
  earlier: readonly AttemptOutcome[];
};

/** The beginning of a picture, up to where metadata is written into it. */
export type PictureHead = { bytes: number; crc32: number };

/** A picture that is already in the store. */
export type StoredPicture = {
  path: string;
  sha256: string;
  crc32: number;
  /** What metadata is written behind when it leaves; null where none is. */
  head: PictureHead | null;
  mimeType: string;
  width: number;
  height: number;
  bytes: number;
};

/** What a settlement has changed: something, nothing as it was settled before, or only the books of what was deleted. */
export type Settled =
  | {
      is: "settled";
      /** By how much the doubt grew; less than nothing when one was cleared up. */
      possibleMicros: number;
      /** How the result ended by it, null when it did not. */
      resultEnded: "completed" | "failed" | "cancelled" | null;
    }
  | { is: "unchanged" }
  | { is: "deleted" };

/** Where the money is known; every verb is one transaction. */
export type Ledger = {
  findWork(input: { resultId: string }): Promise<WorkOrder | null>;
  /** Null when the result may not be called now: taken, ended, paused, cancelled, held back. */
  claim(input: {
    resultId: string;
    workerId: string;
    account: string;
    ceilingMicros: number;
    deadlineMs: number;
  }): Promise<Claim | null>;
  /** Notes by which id the vendor knows an attempt, so that a crash fetches its picture instead of paying again. */
  keepTicket(input: { attemptId: string; ticket: string }): Promise<void>;
  /** Notes that a whole answer lies in the worker's spool. */
  received(input: { attemptId: string }): Promise<void>;
  /**
   * Writes attempt, result, counts and event; where the result's fence has moved on, the picture is an extra; a second
   * call changes nothing. Of an execution that was deleted meanwhile only the cost is kept, and the picture is listed to
   * be removed from the store.
   */
  settle(input: {
    attemptId: string;
    settlement: Settlement;
    picture: StoredPicture | null;
    drawnInMs: number | null;
  }): Promise<Settled>;
};

/**
 * Pauses an execution for a reason that no single call told, seen with the key of that account: a key that was given since
 * has nothing to do with it, and lets it go on.
 */
export type ExecutionPauser = {
  pause(input: { executionId: string; account: string; reason: WaitReason }): Promise<void>;
};
