import { isUnfinished } from "./batch-job.ts";
import type { BatchJob } from "./batch-job.ts";

/** Keeps the batch jobs of all projects. */
export class BatchStore {
  readonly #jobs = new Map<string, BatchJob>();

  add(job: BatchJob): void {
    this.#jobs.set(job.id, job);
  }

  find(project: string, id: string): BatchJob | null {
    const job = this.#jobs.get(id);
    return job?.project === project ? job : null;
  }

  /** The jobs of one project, or of all, the newest first. */
  list(project: string | null): BatchJob[] {
    const all = [...this.#jobs.values()].toReversed();
    return project === null ? all : all.filter((job) => job.project === project);
  }

  unfinished(project: string): BatchJob[] {
    return this.list(project).filter(isUnfinished);
  }

  /** Stops a job's work and forgets it. */
  delete(job: BatchJob): void {
    job.stop.abort();
    this.#jobs.delete(job.id);
  }

  clear(): void {
    for (const job of this.#jobs.values()) this.delete(job);
  }
}
