import type { CallRecord } from "./bill.ts";
import { okStep, readSteps, stepByChance, stepsInPrompt } from "./choose-scenario.ts";
import type { Step } from "./choose-scenario.ts";
import { Limits } from "./limits.ts";
import { withOptions } from "./with-options.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { randomFrom } from "./random.ts";
import { Traffic } from "./traffic.ts";

/** The state of one emulated provider: its settings, what it was asked, and who is waiting. */
export class Provider {
  options: EmulatorOptions;
  calls: CallRecord[] = [];
  limits = new Limits();
  traffic = new Traffic();
  modelListCalls = 0;
  interruptedRequests = 0;
  readonly stopped = new AbortController();
  readonly #startOptions: EmulatorOptions;
  readonly #hanging = new Set<() => void>();
  readonly #stepsTaken = new Map<string, number>();
  readonly #callsOfKey = new Map<string, number>();
  #script: Step[] = [];
  #numbered = 0;

  constructor(options: EmulatorOptions) {
    this.#startOptions = options;
    this.options = options;
    this.#script = options.script.flatMap(readSteps);
  }

  /** Changes settings; a new script starts at its beginning. */
  configure(change: Partial<EmulatorOptions>): EmulatorOptions {
    this.options = withOptions(this.options, change);
    if (change.script !== undefined) this.#script = this.options.script.flatMap(readSteps);
    return this.options;
  }

  /** Goes back to the settings of the start and forgets all calls; what hangs is cut loose first. */
  reset(): void {
    this.release();
    this.options = this.#startOptions;
    this.calls = [];
    this.limits = new Limits();
    this.traffic = new Traffic();
    this.modelListCalls = 0;
    this.interruptedRequests = 0;
    this.#numbered = 0;
    this.#stepsTaken.clear();
    this.#callsOfKey.clear();
    this.#script = this.options.script.flatMap(readSteps);
  }

  /** Lets every hung call have its answer; tells how many there were. */
  release(): number {
    const released = [...this.#hanging];
    this.#hanging.clear();
    for (const letGo of released) letGo();
    return released.length;
  }

  /** Waits for `release`, the end of the longest hang, the caller's leaving or the emulator's end. */
  async hang(gone: AbortSignal): Promise<void> {
    const ends = [gone, this.stopped.signal];
    if (ends.some((end) => end.aborted)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => letGo(), this.options.longestHangMs);
      const letGo = (): void => {
        clearTimeout(timer);
        this.#hanging.delete(letGo);
        for (const end of ends) end.removeEventListener("abort", letGo);
        resolve();
      };
      this.#hanging.add(letGo);
      for (const end of ends) end.addEventListener("abort", letGo);
    });
  }

  nextCallId(): string {
    this.#numbered += 1;
    return `call-${String(this.#numbered).padStart(6, "0")}`;
  }

  /** Tells whether a key is still good. */
  keyIsGood(key: string): boolean {
    const { acceptedKeys, revokedKeys, revokeKeyAfterCalls } = this.options;
    const made = this.#callsOfKey.get(key) ?? 0;
    if (revokedKeys.includes(key)) return false;
    if (acceptedKeys !== null && !acceptedKeys.includes(key)) return false;
    return made < (revokeKeyAfterCalls[key] ?? Number.POSITIVE_INFINITY);
  }

  countCallOf(key: string): void {
    this.#callsOfKey.set(key, (this.#callsOfKey.get(key) ?? 0) + 1);
  }

  /** Chooses what happens: the prompt's own directive, else the script, else chance, else a picture. */
  nextStep(prompt: string, callId: string): Step {
    const asked = stepsInPrompt(prompt);
    if (asked.length > 0) {
      const taken = this.#stepsTaken.get(prompt) ?? 0;
      this.#stepsTaken.set(prompt, taken + 1);
      // The last step stays: [[rate_day]] is always rate_day, [[internal_500,ok]] is ok from the second call on.
      return asked[Math.min(taken, asked.length - 1)] ?? okStep;
    }
    const scripted = this.#script.shift();
    if (scripted) return scripted;
    return stepByChance(
      this.options.probabilities,
      randomFrom(this.options.seed, "scenario", callId),
    );
  }
}
