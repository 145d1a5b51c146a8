import type { SpooledAnswer, SpoolSink } from "@bunch/core/ports/spool";
import type { WorkerProcess } from "./worker-process.ts";
import type { Spool } from "@bunch/core/ports/spool";

type Kept = { status: number; bytes: number[]; whole: boolean };

/** The disk of a machine: it outlives every process on it, and leaves what a crash cut short as it is. */
export class SpoolDisk {
  readonly id: string;
  isFull = false;
  /** Every answer that was ever kept whole, for whoever asks later where it went. */
  readonly keptWhole: { attemptId: string; bytes: readonly number[] }[] = [];
  readonly #answers = new Map<string, Kept>();

  constructor(id: string) {
    this.id = id;
  }

  open(attemptId: string): void {
    if (this.isFull) throw new Error("The disk is full.");
    this.#answers.set(attemptId, { status: 0, bytes: [], whole: false });
  }

  write(attemptId: string, bytes: readonly number[]): void {
    // Discarded meanwhile: an open file may lose its name.
    this.#answers.get(attemptId)?.bytes.push(...bytes);
  }

  finish(attemptId: string, status: number): void {
    const kept = this.#answers.get(attemptId);
    if (!kept) throw new Error("The file is no longer there.");
    kept.status = status;
    kept.whole = true;
    this.keptWhole.push({ attemptId, bytes: kept.bytes });
  }

  sizeOf(attemptId: string): number | null {
    return this.#answers.get(attemptId)?.bytes.length ?? null;
  }

  list(): string[] {
    return [...this.#answers.keys()];
  }

  find(attemptId: string): SpooledAnswer | null {
    const kept = this.#answers.get(attemptId);
    if (!kept || kept.bytes.length === 0) return null;
    return { status: kept.status, body: Buffer.from(kept.bytes), whole: kept.whole };
  }

  discard(attemptId: string): void {
    this.#answers.delete(attemptId);
  }
}

/** The spool as one process sees it; with the process ends what it had not yet written. */
export function spoolOf(process: WorkerProcess, disk: SpoolDisk): Spool {
  return {
    open: ({ attemptId }) =>
      process.ask(null, () => {
        disk.open(attemptId);
        return sinkOf(process, disk, attemptId);
      }),
    sizeOf: ({ attemptId }) => process.ask(null, () => disk.sizeOf(attemptId)),
    list: () => process.ask(null, () => disk.list()),
    find: ({ attemptId }) => process.ask(null, () => disk.find(attemptId)),
    discard: ({ attemptId }) => process.ask(null, () => disk.discard(attemptId)),
  };
}

function sinkOf(process: WorkerProcess, disk: SpoolDisk, attemptId: string): SpoolSink {
  let begunWith = 0;
  return {
    async begin({ status }) {
      begunWith = status;
    },
    write: (chunk) => process.ask(null, () => disk.write(attemptId, [...chunk])),
    finish: () => process.ask(null, () => disk.finish(attemptId, begunWith)),
    async abandon() {},
  };
}
