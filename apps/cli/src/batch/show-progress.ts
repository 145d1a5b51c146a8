import type { Execution } from "@bunch/contracts/execution";
import type { Terminal } from "../terminal/terminal.ts";
import type { Speech } from "../words/speak.ts";
import { plainLine, type Progress, progressLines } from "./progress-lines.ts";
import { createTimeLeft } from "./time-left.ts";

const drawEveryMs = 100;
const plainEveryMs = 30_000;
const plainEveryPercent = 10;

/** Shows how far a batch is: a bar where lines can be drawn over, else a line every 10 % or 30 s. */
export type ProgressView = {
  execution(execution: Execution): void;
  picture(name: string): void;
  saving(count: number): void;
  line(isThere: boolean): void;
  end(): void;
};

/** Begins to show; `end` takes the bar away. */
export function showProgress(terminal: Terminal, speech: Speech): ProgressView {
  const timeLeft = createTimeLeft();
  let progress: Progress | null = null;
  let ended = 0;
  let saidPercent = -1;
  let saidMs = 0;
  let isStale = true;
  let isSilent = false;

  const draw = () => {
    if (progress === null || !terminal.isLive || isSilent) return;
    progress.restMs = timeLeft.reckon(progress.execution.stats, performance.now());
    terminal.draw(progressLines(speech, progress, terminal.columns()));
    isStale = false;
  };
  const timer = setInterval(() => {
    if (isStale || (progress?.restMs ?? null) !== null) draw();
  }, drawEveryMs);
  timer.unref();

  function sayPlainly(): void {
    if (progress === null || terminal.isLive || terminal.json) return;
    const percent = progress.execution.stats.completion_percentage;
    const isStep =
      Math.floor(percent / plainEveryPercent) > Math.floor(saidPercent / plainEveryPercent);
    const nowMs = performance.now();
    if (!isStep && nowMs - saidMs < plainEveryMs) return;
    saidPercent = percent;
    saidMs = nowMs;
    progress.restMs = timeLeft.reckon(progress.execution.stats, nowMs);
    terminal.say(plainLine(speech, progress));
  }

  return {
    execution(execution) {
      const now = execution.stats.successful + execution.stats.failed;
      const isFirst = progress === null;
      for (; !isFirst && ended < now; ended += 1) timeLeft.note(performance.now());
      ended = now;
      progress = {
        restMs: null,
        lastPicture: null,
        isLineBroken: false,
        saving: 0,
        ...progress,
        execution,
      };
      isStale = true;
      if (isFirst) draw();
      sayPlainly();
    },
    picture(name) {
      if (progress) progress.lastPicture = name;
      isStale = true;
    },
    saving(count) {
      if (progress && progress.saving !== count) {
        progress.saving = count;
        isStale = true;
      }
    },
    line(isThere) {
      if (!progress || progress.isLineBroken === !isThere) return;
      progress.isLineBroken = !isThere;
      isStale = true;
      if (!isThere && !terminal.isLive && !terminal.json)
        terminal.complain(speech.words.lineBroken);
    },
    end() {
      draw();
      isSilent = true;
      clearInterval(timer);
      terminal.erase();
    },
  };
}
