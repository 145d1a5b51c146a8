import type { ExecutionStatus } from "@bunch/contracts/execution";

/** What is open in the whole database just now, whoever it belongs to: numbers only. */
export type OpenWork = {
  /** By the executions' state; a state in which there is none is missing. */
  count(): Promise<OpenCount[]>;
};
export type OpenCount = {
  status: ExecutionStatus;
  executions: number;
  /** Results of these executions. */
  pending: number;
  processing: number;
};
