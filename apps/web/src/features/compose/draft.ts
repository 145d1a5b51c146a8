import { blocksOf } from "./analyse-prompts.ts";
import { carryOwn, isOwnSettings, type OwnSettings } from "./own-settings.ts";

/** What is being prepared: kept in the browser until it is started, and after that for Back. */
export type Draft = {
  name: string;
  promptsText: string;
  own: OwnSettings;
  /** Prompts of which every repetition is left out. */
  leftOut: string[];
  /** Null: the default of the server or the model. */
  model: string | null;
  /** Models that draw the same beside it. */
  others: string[];
  aspectRatio: string | null;
  imageSize: string | null;
  variations: number;
  /** As typed; empty leaves it to chance. */
  seed: string;
  /** What becomes of lost answers; null: as the server has it. */
  onDoubt: string | null;
  /** Which key pays, by vendor: the id of a remembered one or another of payer.ts; the usual one where none is named. Never a key itself. */
  keyChoices: Record<string, string>;
  /** As typed; empty for no cap. */
  cap: string;
  /** Whether the first screen has been left for the form. */
  isBegun: boolean;
  /** Made at the first press of Generate and used until it succeeds: many presses, one execution. */
  idempotencyKey: string | null;
  /** The execution this very draft became, of several the first. */
  startedAs: string | null;
  /** The set it became, where several models draw it. */
  startedSet: string | null;
};

export const emptyDraft: Draft = {
  name: "",
  promptsText: "",
  own: [],
  leftOut: [],
  model: null,
  others: [],
  aspectRatio: null,
  imageSize: null,
  variations: 1,
  seed: "",
  onDoubt: null,
  keyChoices: {},
  cap: "",
  isBegun: false,
  idempotencyKey: null,
  startedAs: null,
  startedSet: null,
};

/** A changed draft is another batch: it gets a key of its own and has not been started. */
export function changeDraft(draft: Draft, change: Partial<Draft>): Draft {
  return {
    ...draft,
    isBegun: true,
    idempotencyKey: null,
    startedAs: null,
    startedSet: null,
    own: ownAfter(draft, change),
    ...change,
  };
}

function ownAfter(draft: Draft, change: Partial<Draft>): OwnSettings {
  if (change.promptsText === undefined || draft.own.length === 0) return draft.own;
  const words = (text: string) => blocksOf(text).map(({ prompt }) => prompt);
  return carryOwn(draft.own, words(draft.promptsText), words(change.promptsText));
}

/** Reads a draft kept by an earlier visit; whatever it lacks or has wrong is as in an empty one. */
export function readDraft(kept: string | null): Draft {
  if (kept === null) return emptyDraft;
  let value: unknown;
  try {
    value = JSON.parse(kept);
  } catch {
    return emptyDraft;
  }
  if (typeof value !== "object" || value === null) return emptyDraft;
  const known = Object.entries(emptyDraft).map(([name, empty]) => {
    const found = (value as Record<string, unknown>)[name];
    const isRight = name === "own" ? isOwnSettings(found) : fits(found, empty);
    return [name, isRight ? found : empty];
  });
  return Object.fromEntries(known) as Draft;
}

function fits(found: unknown, empty: Draft[keyof Draft]): boolean {
  if (Array.isArray(empty))
    return Array.isArray(found) && found.every((item) => typeof item === "string");
  if (typeof empty === "object" && empty !== null)
    return (
      typeof found === "object" &&
      found !== null &&
      Object.values(found).every((one) => typeof one === "string")
    );
  if (empty === null) return found === null || typeof found === "string";
  return typeof found === typeof empty;
}
