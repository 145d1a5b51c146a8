import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { Provider } from "../provider.ts";
import { randomFrom } from "../random.ts";
import { answerLine } from "./answer-line.ts";
import { isUnfinished, moveJob } from "./batch-job.ts";
import type { BatchJob } from "./batch-job.ts";
import { lineAt, parseLine } from "./read-lines.ts";

/** Works a job off, line by line over its time, until it is done, stopped or expired. */
export async function runBatch(provider: Provider, job: BatchJob): Promise<void> {
  const { clock } = provider;
  const signal = job.stop.signal;
  const expiresMs = (): number => job.createdMs + provider.options.batchLifeMs;
  const expired = (): boolean => clock.nowMs() >= expiresMs();
  const waitFor = async (untilMs: number): Promise<boolean> => {
    await clock.sleepUntil(Math.min(untilMs, expiresMs()), signal);
    return !signal.aborted && !expired();
  };
  try {
    const runs =
      job.scenario !== "stuck_pending" &&
      (await waitFor(job.createdMs + provider.options.batchPendingMs));
    if (runs) {
      moveJob(job, "RUNNING", clock.nowMs());
      await work(provider, job, waitFor);
    }
    if (isUnfinished(job)) await waitFor(Number.POSITIVE_INFINITY);
    if (!signal.aborted) moveJob(job, "EXPIRED", clock.nowMs());
  } finally {
    await rm(job.inputPath, { force: true });
    if (job.state !== "SUCCEEDED") await rm(job.outputPath, { force: true });
  }
}

async function work(
  provider: Provider,
  job: BatchJob,
  waitFor: (untilMs: number) => Promise<boolean>,
): Promise<void> {
  const { clock, options } = provider;
  const startedMs = clock.nowMs();
  const endsMs = startedMs + options.batchDurationMs;
  if (job.scenario === "stuck") return;
  if (job.scenario === "failed" || job.scenario === "expired") {
    if (!(await waitFor(endsMs))) return;
    if (job.scenario === "failed") fail(job, 13, "Internal error encountered.", clock.nowMs());
    else moveJob(job, "EXPIRED", clock.nowMs());
    return;
  }
  const input = await open(job.inputPath, "r");
  const output = await open(job.outputPath, "w");
  try {
    const written = { bytes: 0, hash: createHash("sha256") };
    const order = orderOf(job, options.seed, options.batchResultOrder);
    for (const [turn, index] of order.entries()) {
      if (!(await waitFor(startedMs + (options.batchDurationMs * (turn + 1)) / order.length)))
        return;
      const done = await workLine(provider, job, input, index);
      if (done === "unreadable")
        return fail(job, 3, `Failed to parse line ${index + 1} of the input.`, clock.nowMs());
      if (done === "left out" || (job.scenario === "lines_missing" && turn % 3 === 2)) continue;
      await output.write(done);
      written.bytes += done.length;
      written.hash.update(done);
    }
    if (job.inputFile !== null) keepOutput(provider, job, written);
    moveJob(job, "SUCCEEDED", clock.nowMs());
  } finally {
    await input.close();
    await output.close();
  }
}

async function workLine(
  provider: Provider,
  job: BatchJob,
  input: FileHandle,
  index: number,
): Promise<Buffer | "left out" | "unreadable"> {
  const place = job.lines[index];
  const line = place ? parseLine(await lineAt(input, place)) : null;
  if (line === null) return "unreadable";
  const answered = answerLine(provider, job, line);
  if (answered.succeeded) job.successful += 1;
  else job.failed += 1;
  job.updatedMs = provider.clock.nowMs();
  return answered.bytes ?? "left out";
}

// Answers that came inline keep their order, for nothing but the order tells whose they are.
function orderOf(job: BatchJob, seed: number, order: "shuffled" | "as_sent"): number[] {
  const indexes = [...job.lines.keys()];
  if (order === "as_sent" || job.inputFile === null) return indexes;
  const place = new Map(indexes.map((index) => [index, randomFrom(seed, "order", index)]));
  return indexes.toSorted((one, other) => (place.get(one) ?? 0) - (place.get(other) ?? 0));
}

function keepOutput(
  provider: Provider,
  job: BatchJob,
  written: { bytes: number; hash: ReturnType<typeof createHash> },
): void {
  job.outputFile = provider.files.add({
    id: `batch-${job.id}`,
    project: job.project,
    displayName: null,
    mimeType: "application/jsonl",
    sizeBytes: written.bytes,
    sha256: written.hash.digest("hex"),
    start: Buffer.alloc(0),
    source: "GENERATED",
    path: job.outputPath,
  }).id;
}

function fail(job: BatchJob, code: number, message: string, nowMs: number): void {
  job.error = { code, message };
  moveJob(job, "FAILED", nowMs);
}
