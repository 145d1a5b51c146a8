import type { Reading } from "@bunch/core/results/reading";

type NoPicture = Extract<Reading, { kind: "no_picture" }>;

/** What a finish reason without a picture means, and a sentence that stands before the model's own words. */
export function afterFinish(
  finishReason: string,
): Pick<NoPicture, "why" | "code"> & { sentence: string } {
  const known = meanings[finishReason];
  if (known) return known;
  return {
    why: "failed",
    code: "provider_error",
    sentence: `The model stopped for a reason unknown to this version (${finishReason}).`,
  };
}

const undrawn = { why: "draw_failed", code: "no_picture" } as const;
const refused = { why: "refused", code: "refused" } as const;
const withoutPicture = "The model answered without a picture.";

const meanings: Readonly<Record<string, ReturnType<typeof afterFinish>>> = Object.assign(
  // A reason is any text the provider likes, "constructor" included.
  Object.create(null),
  {
    "": { ...undrawn, sentence: withoutPicture },
    STOP: { ...undrawn, sentence: withoutPicture },
    FINISH_REASON_UNSPECIFIED: { ...undrawn, sentence: withoutPicture },
    NO_IMAGE: { ...undrawn, sentence: "The model drew no picture (NO_IMAGE)." },
    IMAGE_OTHER: { ...undrawn, sentence: "The model drew no picture (IMAGE_OTHER)." },
    OTHER: { ...undrawn, sentence: "The model drew no picture (OTHER)." },
    IMAGE_RECITATION: {
      ...undrawn,
      sentence: "The picture was too close to an existing one (IMAGE_RECITATION).",
    },
    MALFORMED_RESPONSE: {
      ...undrawn,
      sentence: "The model's answer was malformed (MALFORMED_RESPONSE).",
    },
    IMAGE_SAFETY: {
      why: "filtered",
      code: "filtered",
      sentence: "The model's filter withheld the picture (IMAGE_SAFETY); false alarms are common.",
    },
    SAFETY: { ...refused, sentence: "The model refused this prompt (SAFETY)." },
    PROHIBITED_CONTENT: {
      ...refused,
      sentence: "The model refused this prompt (PROHIBITED_CONTENT).",
    },
    IMAGE_PROHIBITED_CONTENT: {
      ...refused,
      sentence: "The model refused to show the picture (IMAGE_PROHIBITED_CONTENT).",
    },
    RECITATION: { ...refused, sentence: "The model refused this prompt (RECITATION)." },
    BLOCKLIST: { ...refused, sentence: "The model refused this prompt (BLOCKLIST)." },
    SPII: { ...refused, sentence: "The model refused this prompt (SPII)." },
    MAX_TOKENS: {
      why: "failed",
      code: "too_long",
      sentence: "The model used up its length before the picture was done (MAX_TOKENS).",
    },
  } satisfies Record<string, ReturnType<typeof afterFinish>>,
);
