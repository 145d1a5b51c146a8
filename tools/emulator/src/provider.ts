import { Turns } from "./a1111/turns.ts";
import type { CallRecord } from "./bill.ts";
import { okStep, readSteps, stepByChance, stepsInPrompt } from "./choose-scenario.ts";
import type { Step } from "./choose-scenario.ts";
import { batchScenarioInName } from "./batches/batch-scenarios.ts";
import type { BatchScenarioName } from "./batches/batch-scenarios.ts";
import { BatchStore } from "./batches/batch-store.ts";
import type { Clock } from "./clock.ts";
import { ComfyStore } from "./comfyui/comfy-store.ts";
import { FileStore } from "./files/file-store.ts";
import type { Upload } from "./files/upload.ts";
import { fileReference } from "./files/file-reference.ts";
import { JobStore } from "./jobs/job-store.ts";
import { ReferenceStore } from "./jobs/reference-store.ts";
import { Limits } from "./limits/limits.ts";
import { withOptions } from "./with-options.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { randomFrom } from "./random.ts";
import type { FindFile } from "./read-request.ts";
import type { PlannedError } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";
import { Traffic } from "./traffic.ts";

/** The state of one emulated provider: its settings, what it was asked, and who is waiting. */
export class Provider {
  options: EmulatorOptions;
  calls: CallRecord[] = [];
  limits = new Limits();
  traffic = new Traffic();
  modelListCalls = 0;
  fileCalls = 0;
  batchCalls = 0;
  jobPolls = 0;
  pictureDownloads = 0;
  interruptedRequests = 0;
  /** Where it is reached, once it listens. */
  url = "";
  readonly uploads = new Map<string, Upload>();
  readonly clock: Clock;
  readonly files: FileStore;
  readonly batches: BatchStore;
  readonly jobs: JobStore;
  readonly references = new ReferenceStore();
  readonly comfyui: ComfyStore;
  /** Who may use the web UI's one graphics card. */
  readonly webuiTurns = new Turns();
  readonly stopped = new AbortController();
  readonly #startOptions: EmulatorOptions;
  readonly #hanging = new Set<() => void>();
  readonly #stepsTaken = new Map<string, number>();
  readonly #callsOfKey = new Map<string, number>();
  #scripts: Scripts;
  #numbered = 0;

  constructor(options: EmulatorOptions, clock: Clock) {
    this.#startOptions = options;
    this.options = options;
    this.#scripts = scriptsOf(options);
    this.clock = clock;
    this.clock.setAhead(options.clockAheadMs);
    this.files = new FileStore(clock, () => this.options);
    this.batches = new BatchStore();
    this.jobs = new JobStore(clock);
    this.comfyui = new ComfyStore(clock);
  }

  /** Changes settings; a new script starts at its beginning. */
  configure(change: Partial<EmulatorOptions>): EmulatorOptions {
    this.options = withOptions(this.options, change);
    const scripts = scriptsOf(this.options);
    if (change.script !== undefined) this.#scripts.calls = scripts.calls;
    if (change.filesAndBatchesScript !== undefined) this.#scripts.others = scripts.others;
    if (change.batchScript !== undefined) this.#scripts.batches = scripts.batches;
    if (change.cutDownloads !== undefined) this.#scripts.cuts = scripts.cuts;
    this.clock.setAhead(this.options.clockAheadMs);
    return this.options;
  }

  /** Goes back to the settings of the start and forgets all calls, files and jobs; what hangs is cut loose first. */
  reset(): void {
    this.release();
    this.batches.clear();
    this.jobs.clear();
    this.comfyui.clear();
    this.references.clear();
    this.uploads.clear();
    this.files.clear();
    this.options = this.#startOptions;
    this.clock.setAhead(this.options.clockAheadMs);
    this.calls = [];
    this.limits = new Limits();
    this.traffic = new Traffic();
    this.modelListCalls = 0;
    this.fileCalls = 0;
    this.batchCalls = 0;
    this.jobPolls = 0;
    this.pictureDownloads = 0;
    this.interruptedRequests = 0;
    this.#numbered = 0;
    this.#stepsTaken.clear();
    this.#callsOfKey.clear();
    this.#scripts = scriptsOf(this.options);
  }

  /** Ends whatever waits and takes its files along. */
  stop(): void {
    this.stopped.abort();
    this.batches.clear();
    this.jobs.clear();
    this.comfyui.clear();
    this.references.clear();
    this.uploads.clear();
    this.files.clear();
  }

  /** Lets every hung call have its answer, and draws what waits in a queue; tells how many calls had hung. */
  release(): number {
    this.jobs.drawNow();
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
    if (revokedKeys.some((revoked) => isThatKey(key, revoked))) return false;
    if (acceptedKeys !== null && !acceptedKeys.some((good) => isThatKey(key, good))) return false;
    return Object.entries(revokeKeyAfterCalls).every(
      ([name, calls]) => !isThatKey(key, name) || made < calls,
    );
  }

  /** The project that a key belongs to: limits, money, files and jobs are the project's. */
  projectOf(key: string): string {
    return this.options.keysShareLimits ? "one project" : key;
  }

  /** Finds files for the requests of one project. */
  fileFinder(project: string): FindFile {
    return (uri) => fileReference(this.files, project, uri);
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
    const scripted = this.#scripts.calls.shift();
    if (scripted) return scripted;
    return stepByChance(
      this.options.probabilities,
      randomFrom(this.options.seed, "scenario", callId),
    );
  }

  /** The error that the next call to files and batches gets, or none. */
  nextOtherError(): PlannedError | null {
    const step = this.#scripts.others.shift();
    const reply = step ? scenarios[step.name].reply : null;
    return reply?.kind === "error" ? reply : null;
  }

  /** What becomes of the next job: what its name asks for, else the script, else all goes well. */
  nextBatchScenario(displayName: string): BatchScenarioName {
    return batchScenarioInName(displayName) ?? this.#scripts.batches.shift() ?? "ok";
  }

  /** Tells whether the next download breaks off, and counts it. */
  nextDownloadIsCut(): boolean {
    this.#scripts.cuts -= 1;
    return this.#scripts.cuts >= 0;
  }
}

interface Scripts {
  calls: Step[];
  others: Step[];
  batches: BatchScenarioName[];
  cuts: number;
}

function scriptsOf(options: EmulatorOptions): Scripts {
  return {
    calls: options.script.flatMap(readSteps),
    others: options.filesAndBatchesScript.flatMap(readSteps),
    batches: [...options.batchScript],
    cuts: options.cutDownloads,
  };
}

/** "*1234" is every key that ends so. */
function isThatKey(key: string, name: string): boolean {
  return name.startsWith("*") ? key.endsWith(name.slice(1)) : key === name;
}
