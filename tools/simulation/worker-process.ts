import type { Clock } from "@bunch/core/ports/clock";
import type { Appointment, VirtualTime } from "./virtual-time.ts";

/** What a process reaches over a line that may be down, for all or for one of them. */
export type Line = { isDown: (process: WorkerProcess) => boolean };

type Shared = {
  time: VirtualTime;
  random: () => number;
  /** Told at every door, before and after what is done there: faults strike in between. */
  atDoor: (process: WorkerProcess) => void;
};

const lineIsDown = new Error("The line is down.");
const answerIsLost = new Error("The line went down before the answer.");

/** How long a door takes to answer at most; the order of what runs at once comes from it. Every other answers at once. */
const mostDoorMs = 6;
const shareAtOnce = 0.5;

/**
 * A worker process as its doors see it. One that crashed never hears an answer again, one that is frozen hears all of
 * them when it goes on, and so with its timers: that is all a process is here.
 */
export class WorkerProcess {
  readonly id: string;
  readonly slots: number;
  readonly stop = new AbortController();
  readonly leave = new AbortController();
  state: "runs" | "frozen" | "dead" | "left" = "runs";
  /** Until when something kept it from being heard. */
  troubledUntilMs = -Infinity;
  readonly #shared: Shared;
  #late: (() => void)[] = [];

  constructor(input: { id: string; slots: number }, shared: Shared) {
    this.id = input.id;
    this.slots = input.slots;
    this.#shared = shared;
  }

  /** Goes on in this process, if it runs; later, if it is frozen; never, if it is dead. */
  goesOn(run: () => void): void {
    if (this.state === "dead") return;
    if (this.state === "frozen") this.#late.push(run);
    else run();
  }

  /** A door: done at once, and answered a moment later. A line that is down by then has swallowed the answer. */
  ask<Answer>(line: Line | null, act: () => Answer): Promise<Answer> {
    const { time, random, atDoor } = this.#shared;
    return new Promise((resolve, reject) => {
      atDoor(this);
      this.goesOn(() => {
        let answer: Answer;
        try {
          if (line?.isDown(this)) throw lineIsDown;
          answer = act();
        } catch (cause) {
          time.in(1, () => this.goesOn(() => reject(cause)));
          return;
        }
        atDoor(this);
        const comesBack = () =>
          this.goesOn(() => {
            if (line?.isDown(this)) reject(answerIsLost);
            else resolve(answer);
          });
        const ms = mostDoorMs * (random() - shareAtOnce);
        if (ms > 0) time.in(ms, comesBack);
        else comesBack();
      });
    });
  }

  get clock(): Clock {
    const { time, random } = this.#shared;
    return {
      now: () => time.wallMs,
      monotonicMs: () => time.nowMs,
      random,
      wait: ({ ms, signal }) => this.#wait(ms, signal),
    };
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      let timer: Appointment;
      const goOn = () => {
        timer.isOff = true;
        signal.removeEventListener("abort", goOn);
        resolve();
      };
      timer = this.#shared.time.in(ms, () => this.goesOn(goOn));
      signal.addEventListener("abort", goOn);
    });
  }

  crash(): void {
    this.state = "dead";
    this.#late = [];
  }

  /** Its work has ended by itself. */
  left(): void {
    if (this.state !== "dead") this.state = "left";
  }

  freeze(): void {
    if (this.state !== "runs") return;
    this.state = "frozen";
  }

  thaw(): void {
    if (this.state !== "frozen") return;
    this.state = "runs";
    const late = this.#late;
    this.#late = [];
    for (const run of late) this.goesOn(run);
  }
}
