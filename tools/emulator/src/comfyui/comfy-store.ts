import type { Clock } from "../clock.ts";
import { pass } from "../latency.ts";
import type { ComfyJob, FinishedJob, SavedFile } from "./comfy-job.ts";
import { InputPictures, pathOf } from "./input-pictures.ts";

/** What a saved file is when it is fetched; null where its node saved it and it is gone all the same. */
export interface SavedBytes {
  mimeType: string;
  bytes: () => Buffer;
}

/** ComfyUI's memory: one job is drawn at a time, the others wait, and what was drawn stays. */
export class ComfyStore {
  readonly inputs = new InputPictures();
  readonly #clock: Clock;
  readonly #waiting: ComfyJob[] = [];
  readonly #finished = new Map<string, FinishedJob>();
  readonly #saved = new Map<string, SavedBytes | null>();
  readonly #counters = new Map<string, number>();
  #running: ComfyJob | null = null;
  #stop = new AbortController();
  #numbered = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  nextNumber(): number {
    this.#numbered += 1;
    return this.#numbered - 1;
  }

  /** Takes a job, even one whose id was taken before: it is drawn again, as with the real one. */
  submit(job: ComfyJob): void {
    this.#waiting.push(job);
    this.#waiting.sort((one, other) => one.number - other.number);
    if (this.#running === null) void this.#work(this.#stop.signal);
  }

  running(): ComfyJob[] {
    return this.#running && !this.#running.lost ? [this.#running] : [];
  }

  waiting(): ComfyJob[] {
    return this.#waiting.filter((job) => !job.lost);
  }

  finished(): FinishedJob[] {
    return [...this.#finished.values()];
  }

  finishedOne(id: string): FinishedJob | null {
    return this.#finished.get(id) ?? null;
  }

  /** A job by its id, wherever it is. */
  find(id: string): ComfyJob | null {
    const open = [...this.running(), ...this.waiting()].find((job) => job.id === id);
    return open ?? this.finishedOne(id)?.job ?? null;
  }

  /** Saves a picture under the next number of its prefix; null leaves no file behind the name. */
  save(prefix: string, type: SavedFile["type"], file: SavedBytes | null): SavedFile {
    const parts = prefix.split("/");
    const stem = parts.pop() ?? "";
    const number = (this.#counters.get(`${type} ${prefix}`) ?? 0) + 1;
    this.#counters.set(`${type} ${prefix}`, number);
    const saved: SavedFile = {
      filename: `${stem}_${String(number).padStart(5, "0")}_.png`,
      subfolder: parts.join("/"),
      type,
    };
    this.#saved.set(`${type}/${pathOf(saved.filename, saved.subfolder)}`, file);
    return saved;
  }

  /** The file behind a name, in the folders `output` and `temp`. */
  saved(type: string, path: string): SavedBytes | null {
    return this.#saved.get(`${type}/${path}`) ?? null;
  }

  /** Forgets all; what was not drawn never will be. */
  clear(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#waiting.length = 0;
    this.#running = null;
    this.#finished.clear();
    this.#saved.clear();
    this.#counters.clear();
    this.inputs.clear();
    this.#numbered = 0;
  }

  async #work(stopped: AbortSignal): Promise<void> {
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      this.#running = job;
      const startedMs = this.#clock.nowMs();
      await pass(job.waitMs, stopped);
      if (stopped.aborted) return;
      const outcome = job.draw();
      this.#running = null;
      if (!job.lost)
        this.#finished.set(job.id, { job, outcome, startedMs, finishedMs: this.#clock.nowMs() });
    }
  }
}
