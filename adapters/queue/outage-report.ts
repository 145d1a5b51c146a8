import type { Log } from "@bunch/core/ports/log";
import { isConnectionLost } from "./connection-lost.ts";

export type OutageReport = {
  /**
   * Takes every error that the queue meets: an outage is told once however often it is met. What was asked (`askedAtMs`, of
   * performance.now()) before the store answered again belongs to the outage that is over.
   */
  failed: (error: unknown, askedAtMs?: number) => void;
  /** Takes an error that came by an event, of which nobody knows when it was asked for: just after an outage it is one of that. */
  heard: (error: unknown) => void;
  /** Says that the store answers, to what was asked then: an answer to what was asked before the outage tells nothing. */
  answered: (askedAtMs?: number) => void;
};

/** A connection that was refused tries again within a second; so late its error may still come. */
const echoMs = 5_000;

/** Tells operators when the queue's store goes away and when it is back, one line each. */
export function createOutageReport(log: Log, storeName: string): OutageReport {
  let out = false;
  let changedAtMs = -Infinity;
  /** An error comes by several ways: from what was asked, and later from the queue that had asked it. */
  const met = new WeakSet<Error>();
  const isMet = (error: unknown): boolean =>
    error instanceof Error && (met.has(error) || isMet(error.cause));
  const failed: OutageReport["failed"] = (error, askedAtMs = performance.now()) => {
    if (isMet(error)) return;
    if (error instanceof Error) met.add(error);
    const because = error instanceof Error ? error.message : String(error);
    if (!isConnectionLost(error)) {
      log.warn({ because }, `The queue on ${storeName} met an error.`);
      return;
    }
    if (out || askedAtMs < changedAtMs) return;
    out = true;
    changedAtMs = performance.now();
    log.warn({ because }, `The queue lost ${storeName} and tries to reach it again.`);
  };
  return {
    failed,
    heard: (error) => {
      const askedAtMs = performance.now() - echoMs;
      if (!isConnectionLost(error) || askedAtMs >= changedAtMs) failed(error, askedAtMs);
    },
    answered(askedAtMs = performance.now()) {
      if (!out || askedAtMs < changedAtMs) return;
      out = false;
      changedAtMs = performance.now();
      log.info({}, `The queue reaches ${storeName} again.`);
    },
  };
}
