import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { isRecord } from "./http/json-shape.ts";

/** What a field of a user's entry must be, in words and as a test. */
export type FieldCheck = { is: string; holds: (value: unknown) => boolean };

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;
const isCount = (value: unknown) => isNumber(value) && Number.isInteger(value);
const isText = (value: unknown) => typeof value === "string" && value !== "";
const isDate = (value: unknown) =>
  typeof value === "string" &&
  /^\d{4}-\d{2}-\d{2}$/u.test(value) &&
  !Number.isNaN(Date.parse(value));
const isTextList = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(isText);
const isRecordOf = (value: unknown, holds: (one: unknown) => boolean) =>
  isRecord(value) && Object.values(value).every(holds);
const isSides = (value: unknown) =>
  Array.isArray(value) && value.length === 2 && value.every((side) => isCount(side) && side > 0);
const onlyHas = (value: unknown, names: readonly string[]) =>
  isRecord(value) && Object.keys(value).every((name) => names.includes(name));

export const text: FieldCheck = { is: "a text", holds: isText };
export const truth: FieldCheck = {
  is: "true or false",
  holds: (value) => typeof value === "boolean",
};
export const count: FieldCheck = { is: "a whole number, 0 or more", holds: isCount };
export const texts: FieldCheck = { is: "a list of texts", holds: isTextList };
export const date: FieldCheck = { is: "a date such as 2026-10-06", holds: isDate };

type Changeable = Exclude<keyof CatalogueEntry, "id" | "vendor" | "simulated">;

/** What a user's list may change of every entry; vendor and simulated are no matter of taste. */
const checks: Record<Changeable, FieldCheck> = {
  name: text,
  status: {
    is: '"live" or "shut_down"',
    holds: (value) => value === "live" || value === "shut_down",
  },
  releasedOn: date,
  shutDownOn: { is: `${date.is}, or null`, holds: (value) => value === null || isDate(value) },
  successor: { is: "a model id, or null", holds: (value) => value === null || isText(value) },
  mayBeDefault: truth,
  needsKey: truth,
  aspectRatios: texts,
  imageSizes: texts,
  maxReferenceImages: count,
  takesSeed: truth,
  prices: {
    is: "dollars for a million tokens, as in {input, inputImage, text, image}",
    holds: (value) =>
      onlyHas(value, ["input", "inputImage", "text", "image"]) && isRecordOf(value, isNumber),
  },
  pricedOn: date,
  source: text,
  imageTokens: {
    is: 'tokens by size, as in {"1K": 1120}',
    holds: (value) => isRecordOf(value, isCount),
  },
  thinkingTokens: {
    is: "tokens, as in {expected, most}",
    holds: (value) => onlyHas(value, ["expected", "most"]) && isRecordOf(value, isCount),
  },
  referenceTokens: count,
  pixels: {
    is: 'width and height by size and ratio, as in {"1K": {"1:1": [1024, 1024]}}',
    holds: (value) => isRecordOf(value, (ratios) => isRecordOf(ratios, isSides)),
  },
  deadlineMs: {
    is: 'milliseconds by size, as in {"1K": 60000}',
    holds: (value) => isRecordOf(value, (one) => isCount(one) && one !== 0),
  },
  callsAtOnce: {
    is: "a whole number, 1 or more, or null",
    holds: (value) => value === null || (isCount(value) && value !== 0),
  },
};

/** Tells in a sentence what is wrong with one field of a user's entry; null where nothing is. `ownFields` are its vendor's. */
export function fieldProblem(input: {
  ownFields: Readonly<Record<string, FieldCheck>>;
  field: string;
  value: unknown;
}): string | null {
  const { field, value } = input;
  const all = new Map<string, FieldCheck>(Object.entries({ ...checks, ...input.ownFields }));
  const check = all.get(field);
  if (!check)
    return `"${field}" is no field that can be changed; these can: ${[...all.keys()].join(", ")}.`;
  return check.holds(value) ? null : `${field} must be ${check.is}.`;
}
