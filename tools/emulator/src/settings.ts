import { isBatchScenarioName } from "./batches/batch-scenarios.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import { isJsonObject } from "./json-object.ts";

/** A setting: what a value of it looks like, and what it is for. */
interface Setting {
  fits: (value: unknown) => boolean;
  says: string;
}

/** Every setting of the emulator, for checking what comes in and for telling what there is. */
export const settings: Readonly<Record<keyof EmulatorOptions, Setting>> = {
  seed: { fits: isNumber, says: "what chance starts from: the same seed, the same run" },
  script: {
    fits: isWords,
    says: 'steps taken call by call by prompts without a directive, as in ["ok*5", "rate_minute:2.5"]',
  },
  probabilities: {
    fits: isNumbersByName,
    says: 'how often a step happens once the script is used up, as in {"internal_500": 0.05}',
  },
  latency: {
    fits: isLatency,
    says: 'how long a picture takes: {"kind":"fixed","ms"}, {"kind":"uniform","minMs","maxMs"} or {"kind":"lognormal","medianMs","sigma"}',
  },
  refusalLatency: { fits: isLatency, says: "how long a 4xx takes, written like latency" },
  clockAheadMs: {
    fits: isNumber,
    says: "how far the provider's clock is ahead: moves days, minutes, lives of files and jobs on",
  },

  requestsPerMinute: { fits: isNumberOrNull, says: "calls that may start in one window" },
  imagesPerMinute: { fits: isNumberOrNull, says: "pictures that may be started in one window" },
  tokensPerMinute: { fits: isNumberOrNull, says: "input tokens that may be sent in one window" },
  windowMs: { fits: isNumber, says: 'how long a "minute" is' },
  bucket: {
    fits: isBucket,
    says: 'a token bucket, {"perSecond":2,"burst":10}; with "changes":[{"afterMs":60000,"perSecond":0.5}] its rate changes with time',
  },
  requestsPerDay: { fits: isNumberOrNull, says: "calls until midnight in California" },
  callsAtOnce: { fits: isNumberOrNull, says: "calls that may be at work at the same time" },
  callsAtOnceHintSeconds: {
    fits: isNumberOrNull,
    says: "the delay told to a call too many at once; null tells none",
  },
  spendPerTenMinutesMicros: {
    fits: isNumberOrNull,
    says: "micro-dollars that may be spent in rolling ten minutes (tier 1 is 10000000)",
  },
  spendWindowMs: { fits: isNumber, says: 'how long those "ten minutes" are' },
  spendPerMonthMicros: { fits: isNumberOrNull, says: "the monthly spending cap in micro-dollars" },
  prepaidMicros: {
    fits: isNumberOrNull,
    says: "prepaid credit in micro-dollars; 402 once it is spent",
  },
  keysShareLimits: {
    fits: isBoolean,
    says: "true: all keys belong to one project, so they share limits, money, files and jobs",
  },

  acceptedKeys: { fits: isWordsOrNull, says: "the keys that are good; null takes every key" },
  revokedKeys: {
    fits: isWords,
    says: 'keys that are good no more; "*1234" is every key that ends so',
  },
  revokeKeyAfterCalls: {
    fits: isNumbersByName,
    says: "a key is revoked once it has made so many calls",
  },
  liveModels: { fits: isWordsOrNull, says: "exactly these models are served, where given" },
  allowShutDown: { fits: isBoolean, says: "true: models that were shut down still answer" },
  thinkingTokens: {
    fits: (value) =>
      isNumber(value) || (isJsonObject(value) && isNumber(value["min"]) && isNumber(value["max"])),
    says: 'thinking tokens of a call, or {"min","max"} of which each call takes a seeded value',
  },
  ambiguousIsBilled: {
    fits: (value) =>
      isBoolean(value) || (isJsonObject(value) && Object.values(value).every(isBoolean)),
    says: "whether a picture that was drawn and never arrived is billed, for all scenarios or by name",
  },
  retryDelaySeconds: { fits: isNumber, says: "the delay a 429 of a scenario tells" },
  pictureFormat: {
    fits: isOneOf("png", "jpeg", "as_google"),
    says: "png, jpeg, or as_google: JPEG from the models that think, PNG from the others",
  },
  tinyPictures: { fits: isBoolean, says: "true: 64 × 64 whatever was asked for" },
  pictureBytes: { fits: isNumberOrNull, says: "what every picture weighs at least" },
  longestHangMs: { fits: isNumber, says: "after that time a hung call has its answer" },
  largestRequestBytes: { fits: isNumber, says: "the largest request of a live call" },
  gzip: { fits: isBoolean, says: "true: answers are compressed for callers that accept it" },

  fileLifeMs: { fits: isNumber, says: "how long an uploaded file lives" },
  fileProcessingMs: { fits: isNumber, says: "how long a file is PROCESSING before it is ACTIVE" },
  largestFileBytes: { fits: isNumber, says: "the largest file" },
  mostStoredBytes: { fits: isNumber, says: "what a project's files may weigh together" },
  uploadGranularityBytes: {
    fits: isNumber,
    says: "pieces of an upload but the last must be a multiple of it",
  },
  cutDownloads: { fits: isNumber, says: "so many of the next downloads break off in the middle" },
  filesAndBatchesScript: {
    fits: isWords,
    says: 'errors that the next calls to files and batches get, as in ["unavailable_503*2"]',
  },

  batchPendingMs: { fits: isNumber, says: "how long a batch job is PENDING" },
  batchDurationMs: { fits: isNumber, says: "how long it is RUNNING" },
  batchLifeMs: { fits: isNumber, says: "after that time an unfinished job is EXPIRED" },
  batchJobsAtOnce: { fits: isNumber, says: "unfinished jobs a project may have" },
  enqueuedTokens: {
    fits: isNumberOrNull,
    says: "input tokens that the unfinished jobs of a project and model may have together",
  },
  largestInlineBatchBytes: { fits: isNumber, says: "the largest request that makes a job" },
  batchScript: {
    fits: (value) => Array.isArray(value) && value.every(isBatchScenarioName),
    says: 'what becomes of the next jobs, as in ["stuck", "failed"]; then ok',
  },
  batchStatePrefix: {
    fits: isOneOf("BATCH_STATE_", "JOB_STATE_"),
    says: "how states are spelt: BATCH_STATE_ or JOB_STATE_",
  },
  batchOutputIn: {
    fits: isOneOf("both", "metadata", "response"),
    says: "where a finished job tells its output: metadata, response or both",
  },
  batchOutputPollsLate: {
    fits: isNumber,
    says: "so many polls see SUCCEEDED before the output is told",
  },
  batchResultOrder: {
    fits: isOneOf("shuffled", "as_sent"),
    says: "the order of the result lines: shuffled or as_sent",
  },
};

/** Tells whether a word is the name of a setting. */
export function isSettingName(name: string): name is keyof EmulatorOptions {
  return Object.hasOwn(settings, name);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || isNumber(value);
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isWords(value: unknown): boolean {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}

function isWordsOrNull(value: unknown): boolean {
  return value === null || isWords(value);
}

function isOneOf(...words: readonly string[]): (value: unknown) => boolean {
  return (value) => typeof value === "string" && words.includes(value);
}

function isNumbersByName(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every(isNumber);
}

function isLatency(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const numbers = { fixed: ["ms"], uniform: ["minMs", "maxMs"], lognormal: ["medianMs", "sigma"] };
  const needed = Object.entries(numbers).find(([kind]) => kind === value["kind"])?.[1];
  return needed?.every((name) => isNumber(value[name])) ?? false;
}

function isBucket(value: unknown): boolean {
  if (value === null) return true;
  if (!isJsonObject(value)) return false;
  const { perSecond, burst, changes = [] } = value;
  if (!isNumber(perSecond) || typeof burst !== "number" || !(burst >= 1)) return false;
  return (
    Array.isArray(changes) &&
    changes.every(
      (change: unknown) =>
        isJsonObject(change) && isNumber(change["afterMs"]) && isNumber(change["perSecond"]),
    )
  );
}
