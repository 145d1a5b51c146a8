import type { Execution } from "@bunch/contracts/execution";
import { exitStatus, type ExitStatus } from "../exit-status.ts";

/** The exit status of a batch as it stands; `unsaved` counts pictures that should be on the disk and are not. */
export function outcomeOf({ status, stats }: Execution, unsaved: number): ExitStatus {
  switch (status) {
    case "paused":
      return exitStatus.paused;
    case "cancelled":
      return exitStatus.cancelled;
    case "failed":
      return exitStatus.error;
    case "completed":
      if (unsaved > 0) return exitStatus.error;
      return stats.failed > 0 ? exitStatus.someFailed : exitStatus.allThere;
    case "pending":
    case "processing":
      throw new Error(`A batch that is ${status} has no outcome yet.`);
    default:
      return status satisfies never;
  }
}
