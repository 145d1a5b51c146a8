import type { BatchScenarioName } from "./batches/batch-scenarios.ts";
import type { Latency } from "./latency.ts";
import type { BucketRule } from "./limits/token-bucket.ts";

/** How the emulated provider behaves; each setting can be changed while it runs. settings.ts says what each is for. */
export interface EmulatorOptions {
  seed: number;
  script: string[];
  probabilities: Record<string, number>;
  latency: Latency;
  refusalLatency: Latency;
  clockAheadMs: number;

  requestsPerMinute: number | null;
  imagesPerMinute: number | null;
  tokensPerMinute: number | null;
  windowMs: number;
  bucket: BucketRule | null;
  requestsPerDay: number | null;
  callsAtOnce: number | null;
  callsAtOnceHintSeconds: number | null;
  spendPerTenMinutesMicros: number | null;
  spendWindowMs: number;
  spendPerMonthMicros: number | null;
  prepaidMicros: number | null;
  keysShareLimits: boolean;

  acceptedKeys: string[] | null;
  revokedKeys: string[];
  revokeKeyAfterCalls: Record<string, number>;
  liveModels: string[] | null;
  allowShutDown: boolean;
  thinkingTokens: number | { min: number; max: number };
  ambiguousIsBilled: boolean | Record<string, boolean>;
  retryDelaySeconds: number;
  pictureFormat: "png" | "jpeg" | "as_google";
  tinyPictures: boolean;
  pictureBytes: number | null;
  longestHangMs: number;
  largestRequestBytes: number;
  gzip: boolean;

  fileLifeMs: number;
  fileProcessingMs: number;
  largestFileBytes: number;
  mostStoredBytes: number;
  uploadGranularityBytes: number;
  cutDownloads: number;
  filesAndBatchesScript: string[];

  batchPendingMs: number;
  batchDurationMs: number;
  batchLifeMs: number;
  batchJobsAtOnce: number;
  enqueuedTokens: number | null;
  largestInlineBatchBytes: number;
  batchScript: BatchScenarioName[];
  batchStatePrefix: "BATCH_STATE_" | "JOB_STATE_";
  batchOutputIn: "both" | "metadata" | "response";
  batchOutputPollsLate: number;
  batchResultOrder: "shuffled" | "as_sent";
}

const hourMs = 3_600_000;
const mebibyte = 1024 * 1024;

/** The settings of an emulator started in code: at once, unlimited, always the same. */
export const defaultOptions: EmulatorOptions = {
  seed: 1,
  script: [],
  probabilities: {},
  latency: { kind: "fixed", ms: 0 },
  refusalLatency: { kind: "fixed", ms: 0 },
  clockAheadMs: 0,

  requestsPerMinute: null,
  imagesPerMinute: null,
  tokensPerMinute: null,
  windowMs: 60_000,
  bucket: null,
  requestsPerDay: null,
  callsAtOnce: null,
  callsAtOnceHintSeconds: null,
  spendPerTenMinutesMicros: null,
  spendWindowMs: 600_000,
  spendPerMonthMicros: null,
  prepaidMicros: null,
  keysShareLimits: false,

  acceptedKeys: null,
  revokedKeys: [],
  revokeKeyAfterCalls: {},
  liveModels: null,
  allowShutDown: false,
  thinkingTokens: 900,
  ambiguousIsBilled: true,
  retryDelaySeconds: 37.363665079,
  pictureFormat: "png",
  tinyPictures: false,
  pictureBytes: null,
  longestHangMs: 600_000,
  largestRequestBytes: 100 * mebibyte,
  gzip: false,

  fileLifeMs: 48 * hourMs,
  fileProcessingMs: 0,
  largestFileBytes: 2 * 1024 * mebibyte,
  mostStoredBytes: 20 * 1024 * mebibyte,
  uploadGranularityBytes: 8 * mebibyte,
  cutDownloads: 0,
  filesAndBatchesScript: [],

  batchPendingMs: 0,
  batchDurationMs: 0,
  batchLifeMs: 48 * hourMs,
  batchJobsAtOnce: 100,
  enqueuedTokens: null,
  largestInlineBatchBytes: 20 * mebibyte,
  batchScript: [],
  batchStatePrefix: "BATCH_STATE_",
  batchOutputIn: "both",
  batchOutputPollsLate: 0,
  batchResultOrder: "shuffled",
};
