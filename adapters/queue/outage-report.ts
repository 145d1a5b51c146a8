import type { Log } from "@bunch/core/ports/log";
import { isConnectionLost } from "./connection-lost.ts";

export type OutageReport = {
  /** Takes every error that the queue meets: an outage is told once however often it is met. */
  failed: (error: unknown) => void;
  /** Says that the store answers. */
  answered: () => void;
};

/** Tells operators when the queue's store goes away and when it is back, one line each. */
export function createOutageReport(log: Log, storeName: string): OutageReport {
  let out = false;
  return {
    failed(error) {
      const because = error instanceof Error ? error.message : String(error);
      if (!isConnectionLost(error)) {
        log.warn({ because }, `The queue on ${storeName} met an error.`);
        return;
      }
      if (out) return;
      out = true;
      log.warn({ because }, `The queue lost ${storeName} and tries to reach it again.`);
    },
    answered() {
      if (!out) return;
      out = false;
      log.info({}, `The queue reaches ${storeName} again.`);
    },
  };
}
