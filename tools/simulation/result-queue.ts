import type { ResultQueue } from "@bunch/core/ports/result-queue";
import type { VirtualTime } from "./virtual-time.ts";
import type { WorkerProcess } from "./worker-process.ts";

type Consumer = {
  process: WorkerProcess;
  slots: number;
  active: number;
  run: (resultId: string) => Promise<void>;
  ended: () => void;
};

const deliveryMs = 1;

/** Carries results to the workers. It may lose all it holds, and may deliver twice. */
export class Carrier {
  #waiting: string[] = [];
  #delivered: string[] = [];
  #consumers: Consumer[] = [];
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  add(resultIds: readonly string[]): void {
    this.#waiting.push(...resultIds);
    this.#deliver();
  }

  loseAll(): void {
    this.#waiting = [];
  }

  deliverAgain(): void {
    this.add(this.#delivered.slice(-2));
  }

  /** What a process works on just now. */
  activeOf(process: WorkerProcess): number {
    return this.#consumers.find((one) => one.process === process)?.active ?? 0;
  }

  work(process: WorkerProcess, input: Parameters<ResultQueue["work"]>[0]): Promise<void> {
    return new Promise((resolve) => {
      const { slots, run, signal } = input;
      const ended = () => {
        if (signal.aborted && consumer.active === 0) resolve();
      };
      const consumer: Consumer = { process, slots, active: 0, run, ended };
      this.#consumers.push(consumer);
      signal.addEventListener("abort", () => {
        this.#consumers = this.#consumers.filter((one) => one !== consumer || one.active > 0);
        consumer.slots = 0;
        ended();
      });
      this.#deliver();
    });
  }

  #deliver(): void {
    for (;;) {
      const consumer = this.#consumers.find(
        ({ process, active, slots }) => process.state === "runs" && active < slots,
      );
      const resultId = consumer && this.#waiting.shift();
      if (!consumer || resultId === undefined) return;
      this.#delivered.push(resultId);
      consumer.active += 1;
      const run = () => void this.#run(consumer, resultId);
      this.#time.in(deliveryMs, () => consumer.process.goesOn(run));
    }
  }

  async #run(consumer: Consumer, resultId: string): Promise<void> {
    await consumer.run(resultId);
    consumer.active -= 1;
    consumer.ended();
    this.#deliver();
  }
}
