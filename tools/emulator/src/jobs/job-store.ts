import { pass } from "../latency.ts";
import type { Clock } from "../clock.ts";
import type { Job, JobOrder, JobVendorName } from "./job.ts";

interface Kept {
  job: Job;
  conclude: JobOrder["conclude"];
  stop: AbortController;
}

/** Remembers the jobs of all vendors: each is drawn once, when its time has passed, whoever still asks. */
export class JobStore {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes an order; one without a wait is over at once. */
  submit({ conclude, ...order }: JobOrder): Job {
    const submittedMs = this.#clock.nowMs();
    const job: Job = { ...order, submittedMs, finishedMs: null, outcome: null };
    const kept = { job, conclude, stop: new AbortController() };
    this.#kept.set(order.id, kept);
    if (order.waitMs <= 0) this.#conclude(kept, false);
    else
      void pass(order.waitMs, kept.stop.signal).then(() => {
        if (!kept.stop.signal.aborted) this.#conclude(kept, false);
      });
    return job;
  }

  /** Finds a job of a vendor by its id; one that was lost is not found. A project of null may see everybody's. */
  find(vendor: JobVendorName, id: string, project: string | null): Job | null {
    const job = this.#kept.get(id)?.job;
    if (!job || job.vendor !== vendor || job.lost) return null;
    return project === null || job.project === project ? job : null;
  }

  /** Ends a job that is not over yet; tells whether it was not. */
  cancel(job: Job): boolean {
    const kept = this.#kept.get(job.id);
    if (!kept || job.outcome !== null) return false;
    kept.stop.abort();
    this.#conclude(kept, true);
    return true;
  }

  /** Draws at once what is under way. */
  drawNow(): void {
    for (const kept of this.#kept.values()) {
      if (kept.job.outcome !== null) continue;
      kept.stop.abort();
      this.#conclude(kept, false);
    }
  }

  /** Ends and forgets all; what was not drawn never will be. */
  clear(): void {
    for (const { stop } of this.#kept.values()) stop.abort();
    this.#kept.clear();
  }

  #conclude({ job, conclude }: Kept, cancelled: boolean): void {
    job.outcome = conclude(cancelled);
    job.finishedMs = this.#clock.nowMs();
  }
}

/** How far a job is by its time, from 0 to 1. */
export function progressOf(job: Job, nowMs: number): number {
  if (job.outcome !== null) return 1;
  return Math.min((nowMs - job.submittedMs) / job.waitMs, 1);
}
