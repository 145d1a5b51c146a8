import type { Latency } from "./latency.ts";

/** How the emulated provider behaves; each setting can be changed while it runs. */
export interface EmulatorOptions {
  seed: number;
  /** Steps taken call by call by the prompts that carry no directive, as in `["ok*5", "rate_minute:2.5"]`. */
  script: string[];
  /** How often a step happens once the script is used up, as in `{ "reset_mid_body:unbilled": 0.05 }`. */
  probabilities: Record<string, number>;
  latency: Latency;
  /** How long a 4xx takes. */
  refusalLatency: Latency;
  requestsPerMinute: number | null;
  /** How long a "minute" is. */
  windowMs: number;
  callsAtOnce: number | null;
  /** True where all keys belong to one project of the provider. */
  keysShareLimits: boolean;
  /** Null accepts every key. */
  acceptedKeys: string[] | null;
  revokedKeys: string[];
  /** A key is revoked once it has made so many calls. */
  revokeKeyAfterCalls: Record<string, number>;
  /** Exactly these models are served, where given. */
  liveModels: string[] | null;
  allowShutDown: boolean;
  /** Fixed, or a range of which each call takes a seeded value. */
  thinkingTokens: number | { min: number; max: number };
  /** Whether a drawn picture that never arrived is billed, for all scenarios or by name. */
  ambiguousIsBilled: boolean | Record<string, boolean>;
  /** The delay a 429 tells. */
  retryDelaySeconds: number;
  /** "as_google" is JPEG from the models that think and PNG from the others. */
  pictureFormat: "png" | "jpeg" | "as_google";
  /** 64 × 64 whatever was asked for. */
  tinyPictures: boolean;
  /** Makes every picture weigh at least that much. */
  pictureBytes: number | null;
  /** A call that hangs is cut after that time if nobody releases it. */
  longestHangMs: number;
  largestRequestBytes: number;
  /** Compresses answers for callers that accept it, as the provider does. */
  gzip: boolean;
}

/** The settings of an emulator started in code: at once, unlimited, always the same. */
export const defaultOptions: EmulatorOptions = {
  seed: 1,
  script: [],
  probabilities: {},
  latency: { kind: "fixed", ms: 0 },
  refusalLatency: { kind: "fixed", ms: 0 },
  requestsPerMinute: null,
  windowMs: 60_000,
  callsAtOnce: null,
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
  largestRequestBytes: 100 * 1024 * 1024,
  gzip: false,
};
