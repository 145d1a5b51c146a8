import { isJsonObject } from "./json-object.ts";
import type { EmulatorOptions } from "./emulator-options.ts";

const settingKinds: Record<keyof EmulatorOptions, (value: unknown) => boolean> = {
  seed: isNumber,
  script: isWords,
  probabilities: isNumbersByName,
  latency: isLatency,
  refusalLatency: isLatency,
  requestsPerMinute: isNumberOrNull,
  windowMs: isNumber,
  callsAtOnce: isNumberOrNull,
  keysShareLimits: isBoolean,
  acceptedKeys: (value) => value === null || isWords(value),
  revokedKeys: isWords,
  revokeKeyAfterCalls: isNumbersByName,
  liveModels: (value) => value === null || isWords(value),
  allowShutDown: isBoolean,
  thinkingTokens: (value) =>
    isNumber(value) || (isJsonObject(value) && isNumber(value["min"]) && isNumber(value["max"])),
  ambiguousIsBilled: (value) =>
    isBoolean(value) || (isJsonObject(value) && Object.values(value).every(isBoolean)),
  retryDelaySeconds: isNumber,
  pictureFormat: (value) => value === "png" || value === "jpeg" || value === "as_google",
  tinyPictures: isBoolean,
  pictureBytes: isNumberOrNull,
  longestHangMs: isNumber,
  largestRequestBytes: isNumber,
  gzip: isBoolean,
};

/** Tells whether a value given over HTTP can be that setting. */
export function isFitSetting(name: string, value: unknown): boolean {
  return Object.entries(settingKinds).some(([known, isFit]) => known === name && isFit(value));
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

function isNumbersByName(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every(isNumber);
}

function isLatency(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const numbers = { fixed: ["ms"], uniform: ["minMs", "maxMs"], lognormal: ["medianMs", "sigma"] };
  const needed = Object.entries(numbers).find(([kind]) => kind === value["kind"])?.[1];
  return needed?.every((name) => isNumber(value[name])) ?? false;
}
